using System.Globalization;
using Olla.Perf.Analysis.Statistics;
using Olla.Perf.Reports;
using Olla.Perf.Results;

namespace Olla.Perf.Analysis.Claims;

/// <summary>
/// Holds the numbers of the performance guide against a run of the scenario <c>claims</c>. An interval that lies within what is claimed
/// proves it, one that lies outside refutes it, and one that straddles the limit says nothing yet.
/// </summary>
internal sealed class ClaimsCheck(RunData data, string probes)
{
    private const string Engine = "proxy.engine";
    private const string Profile = "proxy.profile";
    private const string Buffer = "proxy.stream_buffer_size";
    private const string Balancer = "proxy.load_balancer";

    private static readonly (string Bytes, string Size, double FirstToken)[] _bufferTable =
        [("2048", "2KB", 5), ("4096", "4KB", 10), ("8192", "8KB", 20), ("16384", "16KB", 40), ("65536", "64KB", 150)];

    private readonly ClaimMeasures _measures = new(data);

    public IReadOnlyList<ClaimRow> Check() =>
        [.. Engines(), .. Balancers(), .. Pooling(), .. HealthChecks(), .. Memory(), .. Buffers(), .. Logging(), .. Bands()];

    private IEnumerable<ClaimRow> Engines()
    {
        const string section = "Engine selection";
        const string how = "median TTFT less the direct leg's in the same block, streaming";
        yield return Within(section, "sherpa: latency overhead 1-5 ms", _measures.Added(Metric.TtftP50, (Engine, "sherpa"), (Profile, "streaming")), 1, 5, "ms", how);
        yield return Within(section, "olla: latency overhead below 1 ms", _measures.Added(Metric.TtftP50, (Engine, "olla"), (Profile, "streaming")), double.NegativeInfinity, 1, "ms", how);
        yield return Within("Overview", "routing decisions take less than a millisecond", _measures.Added(Metric.TtftP50, (Engine, "olla"), (Profile, "streaming")), double.NegativeInfinity, 1, "ms", "all that the proxy adds to the first token bounds what routing takes");
        yield return Within(section, "sherpa: memory 50-100 MB", _measures.Value(Metric.RssMean, (Engine, "sherpa")), 50, 100, "MB", "mean resident memory under this load");
        yield return Within(section, "olla: memory 100-200 MB", _measures.Value(Metric.RssMean, (Engine, "olla")), 100, 200, "MB", "mean resident memory under this load");
        yield return Better(section, "olla has the higher throughput", Metric.CpuPerRequest, Engine, "olla", "sherpa", "processor time per request: the load is open, so that the rate itself is given");
    }

    private IEnumerable<ClaimRow> Balancers()
    {
        const string section = "Load balancer optimisation";
        foreach (var (metric, word) in new[] { (Metric.CpuPerRequest, "CPU usage"), (Metric.RssMean, "memory"), (Metric.TtftP50, "latency") })
        {
            foreach (var other in (string[])["round-robin", "least-connections"])
            {
                yield return Better(section, $"priority: lowest {word}, below {other}", metric, Balancer, "priority", other, "one backend: what choosing costs, not what it gains");
            }
        }
    }

    private IEnumerable<ClaimRow> Pooling()
    {
        yield return Unmeasurable(
            "Connection management", "pooling reduces latency by 10-50 ms per request",
            $"a handshake on loopback takes microseconds; this wants backends some milliseconds away{(probes.Length > 0 ? $" (here: {probes})" : "")}");
    }

    private static IEnumerable<ClaimRow> HealthChecks()
    {
        const string section = "Health check optimisation";
        foreach (var (claim, seconds, endpoints, count) in new[]
        {
            ("5s interval: 12 checks a minute and endpoint", 5, 1, 12), ("30s interval: 2 checks a minute and endpoint", 30, 1, 2),
            ("10 endpoints: 120 checks a minute at 5s", 5, 10, 120), ("10 endpoints: 20 checks a minute at 30s", 30, 10, 20),
        })
        {
            yield return new ClaimRow(section, claim, 60 / seconds * endpoints == count ? ClaimState.Holds : ClaimState.DoesNotHold, "", "by its definition; what it costs: scenario health");
        }
    }

    private IEnumerable<ClaimRow> Memory()
    {
        const string section = "Memory usage patterns";
        yield return Near(section, "sherpa: base 30MB", _measures.Value(Metric.RssIdle, (Engine, "sherpa")), 30, "MB", "resident memory before the load, after warm-up");
        yield return Near(section, "olla: base 50MB", _measures.Value(Metric.RssIdle, (Engine, "olla")), 50, "MB", "resident memory before the load, after warm-up");
        yield return Unmeasurable(section, "per connection 4KB (sherpa), 8KB (olla)", "one stream more or less is far below the scatter of resident memory; scenario memory shows it for 600 streams");
        yield return Unmeasurable(section, "per model 1KB", "a kilobyte is far below the scatter of resident memory");
        yield return Unmeasurable(section, "request buffer 64KB (sherpa), 128KB (olla)", "buffers are pooled and shared: no request has one of its own");
    }

    private IEnumerable<ClaimRow> Buffers()
    {
        const string section = "Buffer size trade-offs";
        foreach (var (bytes, size, token) in _bufferTable)
        {
            yield return Near(section, string.Create(CultureInfo.InvariantCulture, $"{size}: first token after about {token:0} ms"), _measures.Added(Metric.TtftP50, (Profile, "standard"), (Buffer, bytes)), token, "ms",
                "profile standard, TTFT added to the direct leg's; it depends on how fast the backend fills the buffer");
        }

        yield return Shape(section);
        yield return Better(section, "64KB has the higher throughput than 4KB", Metric.CpuPerEvent, Buffer, "65536", "4096", "profile standard, processor time per event: the load is open, so that the rate itself is given", (Profile, "standard"));
        yield return Unmeasurable(section, "memory per request equals the buffer", "buffers are pooled and shared, and one is far below the scatter of resident memory");
    }

    private ClaimRow Shape(string section)
    {
        const string claim = "the larger the buffer, the later the first token";
        var steps = _bufferTable.Zip(_bufferTable.Skip(1), (small, large) => _measures.Ratio(Metric.TtftP50, Buffer, large.Bytes, small.Bytes, (Profile, "standard"))).ToList();
        if (steps.Exists(step => step is null))
        {
            return Unmeasurable(section, claim, "this run did not sweep the table's buffers under standard");
        }

        var text = string.Join(", ", steps.Select(step => NumberText.Change(step!.Ratio)));
        var state = steps.TrueForAll(step => step!.LogInterval.Low > 0) ? ClaimState.Holds
            : steps.Exists(step => step!.LogInterval.High < 0) ? ClaimState.DoesNotHold : ClaimState.NotMeasurable;
        return new ClaimRow(section, claim, state, text, "profile standard, TTFT from row to row" + (state == ClaimState.NotMeasurable ? "; not every step is proven yet" : ""));
    }

    private static IEnumerable<ClaimRow> Logging()
    {
        const string section = "CPU optimisation";
        yield return Unmeasurable(section, "no request logging: significant CPU savings", "not swept here: scenario logging");
        yield return Unmeasurable(section, "JSON logging is more efficient than text", "not swept here: scenario logging, with logging.format as a dimension");
    }

    private IEnumerable<ClaimRow> Bands()
    {
        const string section = "Key metrics to monitor";
        (string, string)[] defaults = [(Engine, "olla"), (Profile, "streaming")];
        const string how = "engine olla, streaming; what the proxy adds to the direct leg";
        yield return Within(section, "P50 latency good: below 10 ms", _measures.Added(Metric.TtftP50, defaults), double.NegativeInfinity, 10, "ms", how);
        yield return Within(section, "P99 latency good: below 100 ms", _measures.Added(Metric.TtftP99, defaults) ?? _measures.Added(Metric.TtftP90, defaults), double.NegativeInfinity, 100, "ms", how + (_measures.Added(Metric.TtftP99, defaults) is null ? "; p90, since too few requests back a p99" : ""));
        yield return Within(section, "CPU usage good: below 50 %", Scale(_measures.Value(Metric.CpuCores, defaults), 100.0 / Environment.ProcessorCount), double.NegativeInfinity, 50, "%", "of all processors, under this load");
        yield return Within(section, "memory good: below 200 MB", _measures.Value(Metric.RssPeak, defaults), double.NegativeInfinity, 200, "MB", "peak resident memory under this load");
    }

    private static ClaimFigure? Scale(ClaimFigure? figure, double factor) =>
        figure is null ? null : new ClaimFigure(figure.Mean * factor, new Interval(figure.Interval.Low * factor, figure.Interval.High * factor), figure.Blocks);

    /// <summary>"About" is taken as within a half either way.</summary>
    private static ClaimRow Near(string section, string claim, ClaimFigure? figure, double claimed, string unit, string how) =>
        Within(section, claim, figure, claimed / 2, claimed * 1.5, unit, how + "; \"about\" taken as ± 50 %");

    private static ClaimRow Within(string section, string claim, ClaimFigure? figure, double low, double high, string unit, string how)
    {
        if (figure is null)
        {
            return Unmeasurable(section, claim, "this run has no such candidate");
        }

        var text = $"{NumberText.Value(figure.Mean, unit)} [{NumberText.Value(figure.Interval.Low)}, {NumberText.Value(figure.Interval.High)}]";
        return figure.LiesWithin(low, high) switch
        {
            true => new ClaimRow(section, claim, ClaimState.Holds, text, how),
            false => new ClaimRow(section, claim, ClaimState.DoesNotHold, text, how),
            null => new ClaimRow(section, claim, ClaimState.NotMeasurable, text, $"{how}; the interval of {figure.Blocks} blocks straddles the limit"),
        };
    }

    private ClaimRow Better(string section, string claim, Metric metric, string key, string value, string reference, string how, params (string Key, string Value)[] settings)
    {
        if (_measures.Ratio(metric, key, value, reference, settings) is not { } ratio)
        {
            return Unmeasurable(section, claim, "this run has no such pair");
        }

        var verdict = new VerdictRule(data.Scenario.EquivalenceMargin).Judge(ratio, ratio.PValue, NoiseFloor.Least, metric.Direction);
        var text = $"{metric.Title} {NumberText.Change(ratio.Ratio)} [{NumberText.Change(ratio.Low)}, {NumberText.Change(ratio.High)}]";
        return verdict switch
        {
            Verdict.Better => new ClaimRow(section, claim, ClaimState.Holds, text, how),
            Verdict.Worse => new ClaimRow(section, claim, ClaimState.DoesNotHold, text, how),
            Verdict.Equivalent => new ClaimRow(section, claim, ClaimState.DoesNotHold, text, how + "; the difference is none that matters"),
            _ => new ClaimRow(section, claim, ClaimState.NotMeasurable, text, $"{how}; undecided after {ratio.Blocks} blocks"),
        };
    }

    private static ClaimRow Unmeasurable(string section, string claim, string reason) => new(section, claim, ClaimState.NotMeasurable, "", reason);
}
