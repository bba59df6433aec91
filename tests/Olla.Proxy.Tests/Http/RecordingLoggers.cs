using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Olla.Proxy.Tests.Http;

/// <summary>Keeps every log line of a proxy under test.</summary>
internal sealed class RecordingLoggers : ILoggerFactory, ILogger
{
    public ConcurrentQueue<(LogLevel Level, string Message)> Lines { get; } = new();

    /// <summary>What only a fault of the proxy itself can cause.</summary>
    public IEnumerable<string> Faults => Lines.Where(line => line.Level >= LogLevel.Error).Select(line => line.Message);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Lines.Enqueue((logLevel, exception is null ? formatter(state, exception) : $"{formatter(state, exception)}\n{exception}"));
        }
    }

    public void Dispose()
    {
        // Nothing to let go of: the lines are for whoever looks afterwards.
    }
}
