using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Olla.Configuration;
using Olla.Proxy.Http.Translated.Inspection;
using Olla.Proxy.Providers;
using Olla.Proxy.Translation;
using Olla.Proxy.Translation.Responses;

namespace Olla.Proxy.Http.Translated;

/// <summary>OpenAI's Responses API.</summary>
internal sealed class ResponsesApi(TimeProvider time) : ITranslatedApi
{
    public string Name => "openai-responses";

    public string RoutingPath => "/v1/chat/completions";

    public bool IsServed(OllaOptions options) => true;

    public long BodyLimit(OllaOptions options) => 0;

    public string? FindProblem(ReadOnlySpan<byte> body) => body.IsEmpty ? "empty request body" : null;

    public bool IsNative(ProviderProfile profile, OllaOptions options) => profile.Api.Responses.Enabled;

    public bool TryRead(ReadOnlyMemory<byte> body, bool natives, [NotNullWhen(true)] out ITranslatedCall? call, [NotNullWhen(false)] out string? problem)
    {
        call = ResponsesRequest.TryParse(body, out var request, out problem) ? new Call(request, time.GetUtcNow().ToUnixTimeSeconds()) : null;
        return call is not null;
    }

    public InspectedExchange? Inspect(RequestScope scope) => null;

    public bool IsLastEvent(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data) => type.IsEmpty ? IsLastType(TypeIn(data)) : IsLast(type);

    private static bool IsLast(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("response.completed"u8) || type.SequenceEqual("response.incomplete"u8)
        || type.SequenceEqual("response.failed"u8) || type.SequenceEqual("response.cancelled"u8) || type.SequenceEqual("error"u8);

    private static bool IsLastType(string? type) =>
        type is "response.completed" or "response.incomplete" or "response.failed" or "response.cancelled" or "error";

    /// <summary>The top-level <c>type</c> of an event that carries no <c>event</c> field, or null.</summary>
    private static string? TypeIn(ReadOnlySpan<byte> data)
    {
        try
        {
            var reader = new Utf8JsonReader(data);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isType = reader.ValueTextEquals("type"u8);
                reader.Read();
                if (isType)
                {
                    return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                }

                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // Such as [DONE].
        }

        return null;
    }

    private sealed class Call(ResponsesRequest request, long createdAt) : ITranslatedCall
    {
        public bool Stream => request.Stream;

        public string? NativePath(ProviderProfile profile) => profile.Api.Responses.Path;

        public string? WriteChat(IBufferWriter<byte> output) => ChatRequestWriter.Write(request, output);

        public IStreamTranslation OpenStream(IBufferWriter<byte> output) => new ResponsesStream(output, new ResponseDraft(request, createdAt));

        public string? WriteWhole(ReadOnlyMemory<byte> completion, IBufferWriter<byte> output) =>
            ResponseWriter.Write(completion, new ResponseDraft(request, createdAt), output);

        public void Dispose() => request.Dispose();
    }
}
