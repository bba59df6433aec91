using Olla.Perf.Load.Http;
using Olla.Perf.Results;
using Olla.Perf.Results.Log;

namespace Olla.Perf.Analysis.Measurement;

/// <summary>The window in slices, for plots and for the steady-state test.</summary>
internal static class TimeLines
{
    private const int MostSlices = 60;
    private const double ShortestSlice = 0.25;

    public static IReadOnlyDictionary<string, IReadOnlyList<TimePoint>> Create(TrialLog log)
    {
        var header = log.Header;
        var seconds = (header.WindowEnd - header.WindowStart) / 1e9;
        var slice = Math.Max(ShortestSlice, seconds / MostSlices);
        var slices = Math.Max(1, (int)(seconds / slice));
        var completions = new double[slices];
        var events = new double[slices];
        var open = new double[slices];
        var ttft = new List<double>[slices];
        foreach (var request in log.Requests)
        {
            if (request.Outcome == Outcome.Completed && IndexOf(request.End) is >= 0 and var end)
            {
                completions[end]++;
            }

            if (request is { Phase: >= 0, FirstContent: > 0 } && IndexOf(request.Scheduled) is >= 0 and var start)
            {
                (ttft[start] ??= []).Add(LatencyMeasures.Milliseconds(request.FirstContent - request.Scheduled));
            }

            for (var index = 0; index < slices; index++)
            {
                var middle = header.WindowStart + (long)((index + 0.5) * slice * 1e9);
                open[index] += request.Sent > 0 && request.Sent <= middle && request.End > middle ? 1 : 0;
            }
        }

        foreach (ref readonly var row in log.Events.AsSpan())
        {
            if (IndexOf(row.Received) is >= 0 and var index)
            {
                events[index]++;
            }
        }

        var lines = new Dictionary<string, IReadOnlyList<TimePoint>>
        {
            ["requests_per_s"] = Line(completions, count => count / slice),
            ["events_per_s"] = Line(events, count => count / slice),
            ["open_requests"] = Line(open, count => count),
            ["ttft_p50_ms"] = [.. Enumerable.Range(0, slices).Where(index => ttft[index] is not null)
                .Select(index => new TimePoint(Middle(index), new Percentiles(ttft[index]).Quantile(0.5)))],
        };
        AddResources(log, lines);
        return lines;

        int IndexOf(long time)
        {
            var index = (int)Math.Floor((time - header.WindowStart) / 1e9 / slice);
            return time >= header.WindowStart && index < slices ? index : -1;
        }

        double Middle(int index) => (index + 0.5) * slice;

        IReadOnlyList<TimePoint> Line(double[] counts, Func<double, double> value) =>
            [.. counts.Select((count, index) => new TimePoint(Middle(index), value(count)))];
    }

    private static void AddResources(TrialLog log, Dictionary<string, IReadOnlyList<TimePoint>> lines)
    {
        foreach (var (owner, prefix) in ((ResourceOwner, string)[])[(ResourceOwner.Proxy, ""), (ResourceOwner.Generator, "generator_"), (ResourceOwner.Backends, "backend_")])
        {
            var rows = log.Resources.Where(row => row.Owner == owner && row.Time >= log.Header.WindowStart && row.Time <= log.Header.WindowEnd).ToList();
            if (rows.Count < 2)
            {
                continue;
            }

            // Two samples may lie close together at an edge: a rate over so short a time is noise.
            var cores = new List<TimePoint>();
            var last = rows[0];
            foreach (var row in rows.Skip(1).Where(row => row.Time - last.Time > 50_000_000))
            {
                cores.Add(new TimePoint(Seconds(row.Time), (double)(row.Cpu - last.Cpu) / (row.Time - last.Time)));
                last = row;
            }

            lines[prefix + "cpu_cores"] = cores;
            lines[prefix + "rss_mb"] = [.. rows.Select(row => new TimePoint(Seconds(row.Time), row.ResidentBytes / (1024.0 * 1024)))];
        }

        double Seconds(long time) => (time - log.Header.WindowStart) / 1e9;
    }
}
