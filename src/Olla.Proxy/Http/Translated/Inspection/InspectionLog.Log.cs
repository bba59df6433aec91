namespace Olla.Proxy.Http.Translated.Inspection;

internal sealed partial class InspectionLog
{
    [LoggerMessage(1, LogLevel.Information, "bodies of the Messages API are written to {Folder}")]
    private static partial void LogWriting(ILogger logger, string folder);

    [LoggerMessage(2, LogLevel.Warning, "bodies of the Messages API cannot be written to {Folder} (translators.anthropic.inspector.output_dir): {Reason}")]
    private static partial void LogCannotWrite(ILogger logger, string folder, string reason);

    [LoggerMessage(3, LogLevel.Warning, "{Header} names no session that can be a file name (letters, digits, - and _, at most 64); \"default\" is used")]
    private static partial void LogBadSession(ILogger logger, string header);

    [LoggerMessage(4, LogLevel.Warning, "bodies of the Messages API come faster than they are written; some are left out")]
    private static partial void LogOverrun(ILogger logger);
}
