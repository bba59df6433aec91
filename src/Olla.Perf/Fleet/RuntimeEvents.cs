using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;
using Microsoft.Diagnostics.Tracing.Parsers.Clr;

namespace Olla.Perf.Fleet;

/// <summary>What a .NET process did to its heap since it was attached to.</summary>
/// <param name="GcPause">Nanoseconds in all.</param>
/// <param name="LongestGcPause">Nanoseconds; since the last look.</param>
internal readonly record struct RuntimeUsage(long AllocatedBytes, long Collections, long GcPause, long LongestGcPause);

/// <summary>
/// Listens to the runtime of another process through EventPipe: allocations by its counter, collections and pauses by their events. The
/// process sends five small batches a second while somebody listens, which is why it is asked for, not always on. What it tells is up to 0.4 s
/// old, at both edges of a window alike.
/// </summary>
internal sealed class RuntimeEvents : IAsyncDisposable
{
    private const string Interval = "0.2";
    private readonly EventPipeSession _session;
    private readonly Task _reading;
    private readonly Lock _gate = new();
    private RuntimeUsage _usage;
    private double _suspended = double.NaN;

    private RuntimeEvents(EventPipeSession session)
    {
        _session = session;
        _reading = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Begins to listen; null if the process is no .NET process, or one that listens to nobody.</summary>
    public static RuntimeEvents? TryAttach(int processId)
    {
        EventPipeProvider[] providers =
        [
            new("System.Runtime", EventLevel.Informational, 0, new Dictionary<string, string> { ["EventCounterIntervalSec"] = Interval }),
            new(ClrTraceEventParser.ProviderName, EventLevel.Informational, (long)ClrTraceEventParser.Keywords.GC),
        ];
        try
        {
            return new RuntimeEvents(new DiagnosticsClient(processId).StartEventPipeSession(providers, requestRundown: false, circularBufferMB: 1));
        }
        catch (Exception exception) when (exception is DiagnosticsClientException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>What is known by now.</summary>
    public RuntimeUsage Take()
    {
        lock (_gate)
        {
            var usage = _usage;
            _usage = usage with { LongestGcPause = 0 };
            return usage;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            _session.Stop();
        }
        catch (Exception exception) when (exception is DiagnosticsClientException or IOException)
        {
            // The process has ended; so has its stream.
        }

        await _reading;
        _session.Dispose();
    }

    private void Read()
    {
        try
        {
            using var source = new EventPipeEventSource(_session.EventStream);
            source.Dynamic.All += TakeCounter;
            source.Clr.GCStart += _ => Change(usage => usage with { Collections = usage.Collections + 1 });
            source.Clr.GCSuspendEEStart += suspended =>
                _suspended = suspended.Reason is GCSuspendEEReason.SuspendForGC or GCSuspendEEReason.SuspendForGCPrep ? suspended.TimeStampRelativeMSec : double.NaN;
            source.Clr.GCRestartEEStop += TakePause;
            source.Process();
        }
        catch (Exception exception) when (exception is IOException or FormatException or InvalidOperationException)
        {
            // The stream was cut in the middle of an event: the process was killed.
        }
    }

    private void TakeCounter(TraceEvent counter)
    {
        if (counter.EventName == "EventCounters" && counter.PayloadValue(0) is IDictionary<string, object> outer
            && outer["Payload"] is IDictionary<string, object> payload && payload["Name"] is "alloc-rate" && payload["Increment"] is double allocated)
        {
            Change(usage => usage with { AllocatedBytes = usage.AllocatedBytes + (long)allocated });
        }
    }

    private void TakePause(TraceEvent restarted)
    {
        if (double.IsNaN(_suspended))
        {
            return;
        }

        var pause = (long)((restarted.TimeStampRelativeMSec - _suspended) * 1e6);
        _suspended = double.NaN;
        Change(usage => usage with { GcPause = usage.GcPause + pause, LongestGcPause = Math.Max(usage.LongestGcPause, pause) });
    }

    private void Change(Func<RuntimeUsage, RuntimeUsage> change)
    {
        lock (_gate)
        {
            _usage = change(_usage);
        }
    }
}
