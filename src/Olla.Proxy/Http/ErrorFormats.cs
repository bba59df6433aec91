namespace Olla.Proxy.Http;

/// <summary>Which error format a proxied path's clients expect.</summary>
internal static class ErrorFormats
{
    /// <summary>
    /// Clients of an Ollama route speak Ollama's own API below <c>/api/</c> and OpenAI's below <c>/v1/</c>; every other provider speaks
    /// OpenAI's. On the unscoped route the path alone tells.
    /// </summary>
    public static ErrorFormat Of(string? providerScope, string targetPath) => providerScope switch
    {
        null => OfPath(targetPath),
        "ollama" => targetPath.StartsWith("/v1/", StringComparison.Ordinal) ? ErrorFormat.OpenAI : ErrorFormat.Ollama,
        _ => ErrorFormat.OpenAI,
    };

    private static ErrorFormat OfPath(string path) => path switch
    {
        _ when path.Contains("/v1/", StringComparison.Ordinal) => ErrorFormat.OpenAI,
        _ when path.StartsWith("/api/", StringComparison.Ordinal) => ErrorFormat.Ollama,
        _ => ErrorFormat.PlainText,
    };
}
