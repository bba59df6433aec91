using Olla.Proxy.Engines.FailOver;

namespace Olla.Proxy.Engines.Olla.Lane;

internal sealed partial class LaneForwarding
{
    [LoggerMessage(EventId = 2011, Level = LogLevel.Warning, Message = "Attempt on endpoint {Endpoint} failed: {Outcome}: {Error}")]
    private static partial void LogAttemptFailed(ILogger logger, string endpoint, AttemptOutcome outcome, string? error);

    [LoggerMessage(EventId = 2012, Level = LogLevel.Warning, Message = "Circuit breaker of endpoint {Endpoint} opened")]
    private static partial void LogBreakerOpened(ILogger logger, string endpoint);
}
