using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Olla.Configuration;
using Olla.Proxy.Http.Translated.Inspection;
using Olla.Proxy.Providers;
using Olla.Proxy.Translation;

namespace Olla.Proxy.Http.Translated;

/// <summary>Anthropic's Messages API.</summary>
internal sealed class MessagesApi(InspectionLog? inspections = null) : ITranslatedApi
{
    public string Name => "anthropic";

    public string RoutingPath => "/v1/chat/completions";

    public bool IsServed(OllaOptions options) => options.Translators.Anthropic.Enabled;

    public long BodyLimit(OllaOptions options) => options.Translators.Anthropic.MaxMessageSize;

    public string? FindProblem(ReadOnlySpan<byte> body) => AnthropicRequest.FindModelProblem(body);

    public bool IsNative(ProviderProfile profile, OllaOptions options) =>
        options.Translators.Anthropic.PassthroughEnabled && profile.Api.Anthropic.Enabled;

    public bool TryRead(ReadOnlyMemory<byte> body, bool natives, [NotNullWhen(true)] out ITranslatedCall? call, [NotNullWhen(false)] out string? problem)
    {
        var isRead = natives
            ? AnthropicRequest.TryParseForPassThrough(body, out var request, out problem)
            : AnthropicRequest.TryParse(body, out request, out problem);
        call = isRead ? new Call(request!) : null;
        return isRead;
    }

    public InspectedExchange? Inspect(RequestScope scope) =>
        inspections?.Begin(scope.Request.Headers, scope.Generation.Options.Translators.Anthropic.Inspector);

    public bool IsLastEvent(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data) =>
        type.SequenceEqual("message_stop"u8) || type.SequenceEqual("error"u8);

    private sealed class Call(AnthropicRequest request) : ITranslatedCall
    {
        public bool Stream => request.Stream;

        public string? NativePath(ProviderProfile profile)
        {
            var support = profile.Api.Anthropic;
            foreach (var limitation in support.Limitations)
            {
                if (IsTriggered(limitation))
                {
                    return null;
                }
            }

            return support.MessagesPath.Length > 0 ? support.MessagesPath : "/v1/messages";
        }

        public string? WriteChat(IBufferWriter<byte> output) => OpenAiRequestWriter.Write(request, output);

        public IStreamTranslation OpenStream(IBufferWriter<byte> output) => new AnthropicStream(output, TokenEstimate.Of(request.Root));

        public string? WriteWhole(ReadOnlyMemory<byte> completion, IBufferWriter<byte> output) => AnthropicAnswerWriter.Write(completion, output);

        public void Dispose() => request.Dispose();

        private bool IsTriggered(string limitation) => limitation switch
        {
            "no_tool_use" => request.UsesTools,
            "no_extended_thinking" => request.UsesThinking,
            "no_vision" => request.UsesImages,
            _ => false,
        };
    }
}
