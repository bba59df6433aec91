namespace Olla.Proxy.Health;

/// <summary>What one probe saw.</summary>
/// <param name="StatusCode">HTTP status; zero when no answer came.</param>
/// <param name="Latency">Of the last try.</param>
/// <param name="RetryAfter">From the header of that name on 429; null if missing or malformed.</param>
/// <param name="Problem">What went wrong without an answer; null otherwise.</param>
internal readonly record struct ProbeAnswer(int StatusCode, TimeSpan Latency, TimeSpan? RetryAfter, string? Problem);
