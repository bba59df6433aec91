using Olla.Configuration;

namespace Olla.Proxy.Hosting.Logging;

/// <summary>The proxy's logging: one sink, a format, and a level that a reload may change.</summary>
internal sealed class ProxyLogging(LogSink sink, LogFormat format, TimeProvider time) : ILoggerFactory
{
    private int _level = (int)LogLevel.Information;

    /// <summary>The least important level that is written.</summary>
    public LogLevel Level
    {
        get => (LogLevel)Volatile.Read(ref _level);
        set => Volatile.Write(ref _level, (int)value);
    }

    /// <summary>The level that a configuration names.</summary>
    public static LogLevel LevelOf(LogLevelOption option) => option switch
    {
        LogLevelOption.Debug => LogLevel.Debug,
        LogLevelOption.Warn => LogLevel.Warning,
        LogLevelOption.Error => LogLevel.Error,
        _ => LogLevel.Information,
    };

    public ILogger CreateLogger(string categoryName) => new CategoryLogger(this, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("There is one sink");

    public void Dispose()
    {
        // The sink outlives its loggers and is ended by whoever made it.
    }

    private sealed class CategoryLogger(ProxyLogging owner, string category) : ILogger
    {
        // The web server's own debug chatter is never wanted; its warnings are.
        private readonly LogLevel _least = category.StartsWith("Microsoft.", StringComparison.Ordinal) ? LogLevel.Warning : LogLevel.Trace;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= owner.Level && logLevel >= _least && logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                owner.Write(logLevel, category, state, exception, formatter);
            }
        }
    }

    private void Write<TState>(
        LogLevel level, string category, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        sink.Write(format == LogFormat.Json
            ? LogLine.Json(time.GetUtcNow(), level, category, state, exception, formatter)
            : LogLine.Text(time.GetUtcNow(), level, category, state, exception, formatter));
}
