using Olla.Perf.Results;
using Olla.Perf.Results.Log;

namespace Olla.Perf.Analysis.Measurement;

/// <summary>CPU and memory over the window, from the samples.</summary>
internal static class ResourceMeasures
{
    private const double Megabyte = 1024 * 1024;

    public static void Add(TrialLog log, MeasuredValues values)
    {
        var header = log.Header;
        var seconds = (header.WindowEnd - header.WindowStart) / 1e9;
        var proxy = CpuInWindow(log, ResourceOwner.Proxy);
        values.Set(Metric.CpuCores, proxy / seconds);
        values.Set(Metric.CpuPerRequest, proxy * 1e6 / Positive(ThroughputMeasures.CompletedInWindow(log)));
        values.Set(Metric.CpuPerEvent, proxy * 1e6 / Positive(ThroughputMeasures.EventsInWindow(log)));
        values.Set(Metric.BackendCores, CpuInWindow(log, ResourceOwner.Backends) / seconds);
        values.Set(Metric.GeneratorCores, CpuInWindow(log, ResourceOwner.Generator) / seconds);
        values.Set(Metric.OtherCores, OtherCores(log, seconds));

        var samples = log.Resources
            .Where(row => row.Owner == ResourceOwner.Proxy && row.Time >= header.WindowStart && row.Time <= header.WindowEnd).ToList();
        if (samples.Count == 0)
        {
            return;
        }

        values.Set(Metric.RssIdle, header.IdleResidentBytes > 0 ? header.IdleResidentBytes / Megabyte : double.NaN);
        values.Set(Metric.RssMean, samples.Average(row => row.ResidentBytes) / Megabyte);
        values.Set(Metric.RssPeak, Math.Max(samples.Max(row => row.ResidentBytes), samples.Max(row => row.PeakResidentBytes)) / Megabyte);
        values.Set(Metric.Threads, samples.Max(row => row.Threads));
        values.Set(Metric.Sockets, samples.Max(row => row.Sockets) is > 0 and var sockets ? sockets : double.NaN);
        var switches = InWindow(log, ResourceOwner.Proxy, row => row.ContextSwitches);
        values.Set(Metric.ContextSwitchesPerEvent, switches > 0 ? switches / Positive(ThroughputMeasures.EventsInWindow(log)) : double.NaN);
        if (header.RuntimeEvents)
        {
            values.Set(Metric.GcPause, InWindow(log, ResourceOwner.Proxy, row => row.GcPause) / 1e6);
            values.Set(Metric.GcPauseMaximum, samples.Max(row => row.LongestGcPause) / 1e6);
            values.Set(Metric.Collections, Math.Round(InWindow(log, ResourceOwner.Proxy, row => row.Collections)));
            values.Set(Metric.AllocatedPerRequest, InWindow(log, ResourceOwner.Proxy, row => row.AllocatedBytes) / Positive(ThroughputMeasures.CompletedInWindow(log)));
        }
    }

    /// <summary>CPU seconds within the window; NaN if its edges were not sampled.</summary>
    public static double CpuInWindow(TrialLog log, ResourceOwner owner) => InWindow(log, owner, row => row.Cpu) / 1e9;

    /// <summary>Cores used by anything else than proxy, backends and generator.</summary>
    private static double OtherCores(TrialLog log, double seconds)
    {
        var machine = CpuInWindow(log, ResourceOwner.Machine);
        if (machine is double.NaN or 0)
        {
            return double.NaN;
        }

        double ours = 0;
        foreach (var owner in (ResourceOwner[])[ResourceOwner.Proxy, ResourceOwner.Backends, ResourceOwner.Generator])
        {
            ours += CpuInWindow(log, owner) is var one && double.IsFinite(one) ? one : 0;
        }

        return Math.Max(0, machine - ours) / seconds;
    }

    private static double InWindow(TrialLog log, ResourceOwner owner, Func<ResourceRow, long> counter)
    {
        var rows = log.Resources.Where(row => row.Owner == owner).ToList();
        return At(log.Header.WindowEnd) - At(log.Header.WindowStart);

        // Samples are taken at the edges; what little lies between sample and edge is interpolated.
        double At(long time)
        {
            var after = rows.FindIndex(row => row.Time >= time);
            if (after < 0 || (after == 0 && rows[0].Time > time))
            {
                return double.NaN;
            }

            if (rows[after].Time == time)
            {
                return counter(rows[after]);
            }

            var (before, next) = (rows[after - 1], rows[after]);
            var share = (double)(time - before.Time) / (next.Time - before.Time);
            return counter(before) + (share * (counter(next) - counter(before)));
        }
    }

    private static double Positive(double count) => count > 0 ? count : double.NaN;
}
