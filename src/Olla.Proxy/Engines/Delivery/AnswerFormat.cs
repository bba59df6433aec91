namespace Olla.Proxy.Engines.Delivery;

/// <summary>How an answer is put together, as its content type says.</summary>
internal enum AnswerFormat
{
    /// <summary>Nothing that is read here.</summary>
    Other,

    /// <summary>One JSON document.</summary>
    Document,

    /// <summary>A JSON document on each line.</summary>
    Lines,

    /// <summary>Server-sent events.</summary>
    Events,
}

/// <summary>Reads content types.</summary>
internal static class AnswerFormats
{
    private static readonly string[] LineTypes = ["ndjson", "jsonl", "stream+json", "json-seq"];

    public static AnswerFormat Of(string? contentType) => contentType switch
    {
        null => AnswerFormat.Other,
        _ when Contains(contentType, "event-stream") => AnswerFormat.Events,
        _ when Array.Exists(LineTypes, type => Contains(contentType, type)) => AnswerFormat.Lines,
        _ when Contains(contentType, "json") => AnswerFormat.Document,
        _ => AnswerFormat.Other,
    };

    private static bool Contains(string type, string part) => type.Contains(part, StringComparison.OrdinalIgnoreCase);
}
