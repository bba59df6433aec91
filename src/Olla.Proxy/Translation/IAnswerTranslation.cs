using System.Buffers;
using System.Text.Json;

namespace Olla.Proxy.Translation;

/// <summary>Says a backend's chat completion in the words of the API that the client speaks.</summary>
internal interface IAnswerTranslation
{
    /// <summary>Begins on a streamed answer, whose events go to <paramref name="output"/>.</summary>
    IStreamTranslation OpenStream(IBufferWriter<byte> output);

    /// <summary>Writes a whole answer; returns what is wrong with the backend's, or null. On failure the output is to be dropped.</summary>
    string? WriteWhole(ReadOnlyMemory<byte> completion, IBufferWriter<byte> output);
}

/// <summary>A streamed answer on its way from one API to the other. Serves one answer, from one thread at a time.</summary>
internal interface IStreamTranslation : IDisposable
{
    /// <summary>Whether the stream ended, well or with an error event; nothing may follow.</summary>
    bool HasEnded { get; }

    /// <summary>Whether it ended with an error event.</summary>
    bool HasFailed { get; }

    /// <summary>Takes the data of one server-sent event of the backend.</summary>
    void Push(ReadOnlyMemory<byte> data);

    /// <summary>Takes a whole answer, from a backend that ignored the wish for a stream.</summary>
    void PushWholeAnswer(JsonElement answer);

    /// <summary>The backend's body ended. Without a sign that it was the whole answer, the client is told so.</summary>
    void Complete();

    /// <summary>Ends the stream with an error event. Clients must never mistake it for a whole answer.</summary>
    void Fail(string message);
}
