namespace Olla.LlmApi;

/// <summary>The four text generation APIs that the mock backends serve and the load client speaks.</summary>
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
}
