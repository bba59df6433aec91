namespace Olla.LlmApi;

/// <summary>The text generation APIs that the mock backends serve and the load client speaks.</summary>
public enum Dialect
{
    /// <summary><c>POST /v1/chat/completions</c>, streamed as server-sent events.</summary>
    OpenAiChat,

    /// <summary><c>POST /v1/completions</c>, streamed as server-sent events.</summary>
    OpenAiCompletions,

    /// <summary><c>POST /api/chat</c>, streamed as newline-delimited JSON.</summary>
    OllamaChat,

    /// <summary><c>POST /api/generate</c>, streamed as newline-delimited JSON.</summary>
    OllamaGenerate,

    /// <summary>Anthropic's <c>POST /v1/messages</c>, streamed as server-sent events.</summary>
    AnthropicMessages,

    /// <summary>OpenAI's <c>POST /v1/responses</c>, streamed as server-sent events.</summary>
    OpenAiResponses,
}
