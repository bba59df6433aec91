using System.Diagnostics.CodeAnalysis;
using Olla.Configuration;
using Olla.Proxy.Http.Translated.Inspection;
using Olla.Proxy.Providers;
using Olla.Proxy.Translation;

namespace Olla.Proxy.Http.Translated;

/// <summary>An API of clients that some backends speak themselves, and that becomes chat completions for the others.</summary>
internal interface ITranslatedApi
{
    /// <summary>As statistics call it.</summary>
    string Name { get; }

    /// <summary>Whether these routes are served at all.</summary>
    bool IsServed(OllaOptions options);

    /// <summary>Largest body in bytes; zero for no limit.</summary>
    long BodyLimit(OllaOptions options);

    /// <summary>A path that providers declare, by which the router knows that models are asked for.</summary>
    string RoutingPath { get; }

    /// <summary>What makes a body unfit even for routing, or null.</summary>
    string? FindProblem(ReadOnlySpan<byte> body);

    /// <summary>Reads a request; <paramref name="natives"/> tells whether some candidate may get it untranslated.</summary>
    bool TryRead(ReadOnlyMemory<byte> body, bool natives, [NotNullWhen(true)] out ITranslatedCall? call, [NotNullWhen(false)] out string? problem);

    /// <summary>Whether a provider speaks this API itself and the configuration lets it.</summary>
    bool IsNative(ProviderProfile profile, OllaOptions options);

    /// <summary>Begins to write an exchange down, where the configuration asks for that; else null.</summary>
    InspectedExchange? Inspect(RequestScope scope);

    /// <summary>Whether an event of a stream in this API is its proper last one.</summary>
    bool IsLastEvent(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data);
}

/// <summary>One request of a translated API.</summary>
internal interface ITranslatedCall : IAnswerTranslation, IDisposable
{
    /// <summary>Whether the client wants a stream.</summary>
    bool Stream { get; }

    /// <summary>Where a provider takes this very request untranslated; null when it must be translated.</summary>
    string? NativePath(ProviderProfile profile);

    /// <summary>Writes the chat completion request; on failure returns what cannot be said in it, and the output is to be dropped.</summary>
    string? WriteChat(System.Buffers.IBufferWriter<byte> output);
}
