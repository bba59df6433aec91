using System.Globalization;
using Olla.Configuration;

namespace Olla.Proxy.Hosting.Logging;

/// <summary>Opens the places that log lines go to.</summary>
internal sealed class LogOutputs : IAsyncDisposable
{
    private readonly List<Stream> _streams;

    private LogOutputs(List<Stream> streams, Task begin) => (_streams, Sink) = (streams, new LogSink(streams, begin));

    public LogSink Sink { get; }

    /// <summary>
    /// Standard output, and with <c>logging.output: file</c> a rotated file beside it in <c>OLLA_LOG_DIR</c>. Nothing is written before
    /// <paramref name="begin"/> has ended.
    /// </summary>
    /// <exception cref="StartFailure">The log folder cannot be written.</exception>
    public static LogOutputs Open(LoggingOptions options, Task begin)
    {
        var streams = new List<Stream> { Console.OpenStandardOutput() };
        if (options.Output == LogOutput.File)
        {
            streams.Add(OpenFile());
        }

        return new LogOutputs(streams, begin);
    }

    /// <summary>On a terminal text wins over the configured format, unless a variable forces that.</summary>
    public static LogFormat FormatOf(LoggingOptions options) =>
        options.FormatIsForced || Console.IsOutputRedirected ? options.Format : LogFormat.Text;

    public async ValueTask DisposeAsync()
    {
        await Sink.DisposeAsync();
        foreach (var stream in _streams)
        {
            await stream.DisposeAsync();
        }
    }

    private static RotatingLogFile OpenFile()
    {
        var folder = Environment.GetEnvironmentVariable("OLLA_LOG_DIR") is { Length: > 0 } set ? set : "./logs";
        try
        {
            Directory.CreateDirectory(folder);
            return new RotatingLogFile(
                Path.Combine(folder, "olla.log"), Number("OLLA_LOG_SIZE_MB", 1) * 1024L * 1024L, Number("OLLA_LOG_MAX_BACKUPS", 7),
                TimeSpan.FromDays(Number("OLLA_LOG_MAX_AGE_DAYS", 14)), TimeProvider.System);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartFailure($"cannot write the log to {folder}: {exception.Message}; set OLLA_LOG_DIR or logging.output: stdout", exception);
        }
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : otherwise;
}
