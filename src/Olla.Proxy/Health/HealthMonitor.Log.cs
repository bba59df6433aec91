namespace Olla.Proxy.Health;

internal sealed partial class HealthMonitor
{
    [LoggerMessage(EventId = 20, Message = "Endpoint {Endpoint}: {Before} -> {After} ({Reason})")]
    private static partial void LogStatus(ILogger logger, LogLevel level, string endpoint, string before, string after, string reason);

    [LoggerMessage(22, LogLevel.Error, "The probe of endpoint {Endpoint} failed inside the proxy")]
    private static partial void LogProbeFault(ILogger logger, Exception exception, string endpoint);
}
