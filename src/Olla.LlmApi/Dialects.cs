namespace Olla.LlmApi;

/// <summary>What is fixed about each <see cref="Dialect"/>: its name in files and options, its path and its media types.</summary>
public static class Dialects
{
    /// <summary>The names that <see cref="TryParse"/> accepts, in the order of the enumeration.</summary>
    public static IReadOnlyList<string> Names { get; } = ["openai-chat", "openai-completions", "ollama-chat", "ollama-generate", "anthropic-messages", "openai-responses"];

    /// <summary>Finds a dialect by the name that files and options use.</summary>
    public static bool TryParse(string? name, out Dialect dialect)
    {
        for (var i = 0; i < Names.Count; i++)
        {
            if (string.Equals(name, Names[i], StringComparison.OrdinalIgnoreCase))
            {
                dialect = (Dialect)i;
                return true;
            }
        }

        dialect = default;
        return false;
    }

    /// <summary>The name that files and options use.</summary>
    public static string Name(this Dialect dialect) => Names[(int)dialect];

    /// <summary>The path below a backend's root that requests go to.</summary>
    public static string Path(this Dialect dialect) => dialect switch
    {
        Dialect.OpenAiChat => "/v1/chat/completions",
        Dialect.OpenAiCompletions => "/v1/completions",
        Dialect.OllamaChat => "/api/chat",
        Dialect.OllamaGenerate => "/api/generate",
        Dialect.AnthropicMessages => "/v1/messages",
        Dialect.OpenAiResponses => "/v1/responses",
        _ => throw new ArgumentOutOfRangeException(nameof(dialect), dialect, null),
    };

    /// <summary>True if streamed answers are server-sent events, false if they are newline-delimited JSON.</summary>
    public static bool UsesEventStream(this Dialect dialect) => dialect is not (Dialect.OllamaChat or Dialect.OllamaGenerate);

    /// <summary>True if a request that does not say <c>stream</c> is streamed.</summary>
    public static bool StreamsByDefault(this Dialect dialect) => !dialect.UsesEventStream();

    /// <summary>The media type of a streamed answer.</summary>
    public static string StreamContentType(this Dialect dialect) =>
        dialect.UsesEventStream() ? "text/event-stream" : "application/x-ndjson";
}
