using System.Diagnostics.Tracing;
using System.Globalization;

namespace Olla.Proxy.Hosting;

/// <summary>
/// Logs what the OpenTelemetry SDK reports of its own failures; it writes them to event sources only, where nobody looks. A collector that
/// is away fails with every batch, so one kind of failure is logged once in ten minutes.
/// </summary>
internal sealed class TelemetryFailures(ILogger log, TimeProvider time) : EventListener
{
    private const string SourcePrefix = "OpenTelemetry-";
    private const int ReasonLength = 300;
    private static readonly TimeSpan _pause = TimeSpan.FromMinutes(10);
    private readonly Dictionary<string, long> _logged = [];

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name.StartsWith(SourcePrefix, StringComparison.Ordinal))
        {
            // Its warnings are about instruments nobody asked for; what cannot be sent is an error.
            EnableEvents(eventSource, EventLevel.Error);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // The base class calls while this object is being made, before its fields are set.
        if (log is null || _logged is null)
        {
            return;
        }

        lock (_logged)
        {
            var now = time.GetTimestamp();
            var kind = eventData.EventSource.Name + eventData.EventId.ToString(CultureInfo.InvariantCulture);
            if (_logged.TryGetValue(kind, out var before) && time.GetElapsedTime(before, now) < _pause)
            {
                return;
            }

            _logged[kind] = now;
        }

        ProcessLog.TelemetryFailed(log, Reason(eventData), _pause.TotalMinutes);
    }

    /// <summary>The event's own sentence, its first line: exceptions come with their stacks.</summary>
    private static string Reason(EventWrittenEventArgs written)
    {
        var text = written.Message is { } format && written.Payload is { } payload
            ? string.Format(CultureInfo.InvariantCulture, format, [.. payload])
            : written.EventName ?? "";
        var line = text.AsSpan().Trim();
        line = line.IndexOfAny('\r', '\n') is >= 0 and var end ? line[..end] : line;
        return line[..Math.Min(line.Length, ReasonLength)].ToString();
    }
}
