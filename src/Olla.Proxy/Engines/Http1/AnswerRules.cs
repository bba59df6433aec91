namespace Olla.Proxy.Engines.Http1;

/// <summary>What is said of a backend's broken answer, the same on every relay.</summary>
internal static class AnswerRules
{
    public const string NoFinalAnswer = "the backend sent interim answers without a final one, or switched to another protocol";
    public const string BrokenChunks = "chunked framing of the answer is broken";
    public const string Truncated = "backend closed the connection before the answer was complete";
}
