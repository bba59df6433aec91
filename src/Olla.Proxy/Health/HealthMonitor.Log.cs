namespace Olla.Proxy.Health;

internal sealed partial class HealthMonitor
{
    [LoggerMessage(20, LogLevel.Information, "Endpoint {Endpoint}: {Before} -> {After} ({Reason})")]
    private static partial void LogStatus(ILogger logger, string endpoint, string before, string after, string reason);

    [LoggerMessage(21, LogLevel.Warning, "Endpoint {Endpoint} is unreachable for requests and goes offline until a probe succeeds")]
    private static partial void LogUnreachable(ILogger logger, string endpoint);

    [LoggerMessage(22, LogLevel.Error, "The probe of endpoint {Endpoint} failed inside the proxy")]
    private static partial void LogProbeFault(ILogger logger, Exception exception, string endpoint);
}
