namespace Olla.Proxy.Hosting;

/// <summary>Log messages of the process' life.</summary>
internal static partial class ProcessLog
{
    [LoggerMessage(100, LogLevel.Information, "olla {Version} starts; configuration: {Configuration}, {Endpoints} endpoints")]
    public static partial void Starting(ILogger logger, string version, string configuration, int endpoints);

    [LoggerMessage(101, LogLevel.Information, "listening on {Addresses}")]
    public static partial void Listening(ILogger logger, string addresses);

    [LoggerMessage(102, LogLevel.Information, "stopping: open requests have {Seconds}s to end; a second signal aborts them")]
    public static partial void Stopping(ILogger logger, string seconds);

    [LoggerMessage(103, LogLevel.Information, "stopped")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(104, LogLevel.Warning, "no diagnostics listener is built in: use dotnet-trace or dotnet-counters with this process' id")]
    public static partial void NoProfiler(ILogger logger);

    [LoggerMessage(105, LogLevel.Information, "allocated {Allocated} bytes; collections: {Gen0} gen0, {Gen2} gen2; {Threads} pool threads")]
    public static partial void NerdStats(ILogger logger, long allocated, int gen0, int gen2, int threads);

    [LoggerMessage(106, LogLevel.Information, "configuration read again: {Changes}")]
    public static partial void Reloaded(ILogger logger, string changes);

    [LoggerMessage(107, LogLevel.Error, "configuration refused, the old one stays in force: {Diagnostic}")]
    public static partial void Refused(ILogger logger, string diagnostic);

    [LoggerMessage(108, LogLevel.Warning, "needs a restart to take effect: {Keys}")]
    public static partial void NeedsRestart(ILogger logger, string keys);

    [LoggerMessage(109, LogLevel.Warning, "{Diagnostic}")]
    public static partial void Finding(ILogger logger, string diagnostic);

    [LoggerMessage(110, LogLevel.Warning, "telemetry is not exported: {Reason}; said again in {Minutes} minutes at the earliest")]
    public static partial void TelemetryFailed(ILogger logger, string reason, double minutes);
}
