namespace Olla.Proxy.Http;

/// <summary>How a route's clients expect to be told about an error.</summary>
internal enum ErrorFormat
{
    /// <summary>The text and a line feed.</summary>
    PlainText,

    /// <summary><c>{"error":{"message","type","code"}}</c></summary>
    OpenAI,

    /// <summary><c>{"error":"…"}</c></summary>
    Ollama,

    /// <summary><c>{"type":"error","error":{"type","message"},"request_id"}</c></summary>
    Anthropic,
}
