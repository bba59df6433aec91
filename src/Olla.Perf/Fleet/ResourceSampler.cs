using Olla.LlmApi.Streaming;
using Olla.Perf.Results.Log;

namespace Olla.Perf.Fleet;

/// <summary>Samples the resources of proxy, backends, generator and machine at a steady pace while a trial runs.</summary>
internal sealed class ResourceSampler : IAsyncDisposable
{
    private readonly IReadOnlyList<(ResourceOwner Owner, ProcessTree Tree)> _trees;
    private readonly RuntimeEvents? _runtime;
    private readonly List<ResourceRow> _rows = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    /// <param name="trees">Who is sampled; several trees of one owner are added up. The machine is always sampled.</param>
    /// <param name="every">200 ms is enough: the CPU figures of a window come from its edges, the samples draw the time line.</param>
    /// <param name="runtime">The proxy's runtime, if it is listened to.</param>
    public ResourceSampler(IReadOnlyList<(ResourceOwner Owner, ProcessTree Tree)> trees, TimeSpan every, TimeProvider time, RuntimeEvents? runtime = null)
    {
        _trees = trees;
        _runtime = runtime;
        _loop = LoopAsync(every, time);
    }

    /// <summary>Takes a sample at this very moment: at the edges of a window.</summary>
    public void SampleNow()
    {
        lock (_rows)
        {
            foreach (var group in _trees.GroupBy(tree => tree.Owner))
            {
                var sum = default(ProcessUsage);
                foreach (var (_, tree) in group)
                {
                    var usage = tree.Read();
                    sum = new ProcessUsage(
                        sum.Cpu + usage.Cpu, sum.ResidentBytes + usage.ResidentBytes, sum.PeakResidentBytes + usage.PeakResidentBytes,
                        sum.Threads + usage.Threads, sum.ContextSwitches + usage.ContextSwitches, sum.Sockets + usage.Sockets);
                }

                var runtime = group.Key switch
                {
                    ResourceOwner.Generator => new RuntimeUsage(0, 0, GC.GetTotalPauseDuration().Ticks * 100, 0),
                    ResourceOwner.Proxy => _runtime?.Take() ?? default,
                    _ => default,
                };
                _rows.Add(new ResourceRow(
                    group.Key, EmissionStamp.Now(), sum.Cpu, sum.ResidentBytes, sum.PeakResidentBytes, sum.Threads, sum.ContextSwitches, sum.Sockets, runtime.GcPause)
                {
                    AllocatedBytes = runtime.AllocatedBytes,
                    Collections = runtime.Collections,
                    LongestGcPause = runtime.LongestGcPause,
                });
            }

            _rows.Add(new ResourceRow(ResourceOwner.Machine, EmissionStamp.Now(), MachineLoad.ReadCpu(), 0, 0, 0, 0, 0, 0));
        }
    }

    /// <summary>Counts the open sockets of the proxy and notes them in its last sample: a look at every open file, so once a window is enough.</summary>
    public void CountSocketsNow()
    {
        var sockets = _trees.Where(tree => tree.Owner == ResourceOwner.Proxy).Sum(tree => tree.Tree.CountSockets());
        lock (_rows)
        {
            if (_rows.FindLastIndex(row => row.Owner == ResourceOwner.Proxy) is >= 0 and var last)
            {
                _rows[last] = _rows[last] with { Sockets = sockets };
            }
        }
    }

    /// <summary>Stops and returns every sample in order of time.</summary>
    public async Task<IReadOnlyList<ResourceRow>> StopAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        return _rows;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task LoopAsync(TimeSpan every, TimeProvider time)
    {
        using var timer = new PeriodicTimer(every, time);
        try
        {
            do
            {
                SampleNow();
            }
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }
}
