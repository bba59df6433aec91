namespace Olla.Proxy.Engines.FailOver;

internal sealed partial class FailOverLoop
{
    [LoggerMessage(EventId = 2001, Level = LogLevel.Warning, Message = "Attempt on endpoint {Endpoint} failed: {Outcome}: {Error}")]
    private static partial void LogAttemptFailed(ILogger logger, string endpoint, AttemptOutcome outcome, string? error);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Debug, Message = "Trying the next candidate after endpoint {Endpoint}: {Outcome}: {Error}")]
    private static partial void LogNextCandidate(ILogger logger, string endpoint, AttemptOutcome outcome, string? error);

    [LoggerMessage(EventId = 2003, Level = LogLevel.Warning, Message = "Circuit breaker of endpoint {Endpoint} opened")]
    private static partial void LogBreakerOpened(ILogger logger, string endpoint);
}
