using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;

namespace Olla.Proxy.Statistics;

/// <summary>The labels of one histogram series.</summary>
internal readonly record struct HistogramLabels(string Endpoint, string Model, int Status)
{
    /// <summary>The same for an exporter of telemetry.</summary>
    public TagList ToTags() => new() { { "endpoint", Endpoint }, { "model", Model }, { "status", Status } };
}

/// <summary>Time to first byte, gaps within answers, duration and speed of requests by endpoint, model and status.</summary>
internal sealed class RequestHistograms(RequestTelemetry? telemetry = null)
{
    /// <summary>Models are named by clients: beyond this many series new ones are counted under the model <c>other</c>.</summary>
    private const int MostSeries = 1000;

    /// <summary>Upper bounds of all series in seconds.</summary>
    public static readonly ImmutableArray<double> Bounds =
        [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];

    /// <summary>Tokens come every few milliseconds: finer than requests at the lower end, and over earlier.</summary>
    private static readonly ImmutableArray<double> GapBounds =
        [0.001, 0.0025, 0.005, 0.01, 0.015, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    /// <summary>From a big model on a small machine to a small one on a big machine, in tokens a second.</summary>
    private static readonly ImmutableArray<double> SpeedBounds = [1, 2, 5, 10, 15, 20, 30, 40, 50, 75, 100, 150, 200, 300, 500, 1000];

    private readonly ConcurrentDictionary<HistogramLabels, Histogram> _firstByte = new();
    private readonly ConcurrentDictionary<HistogramLabels, Histogram> _gaps = new();
    private readonly ConcurrentDictionary<HistogramLabels, Histogram> _duration = new();
    private readonly ConcurrentDictionary<HistogramLabels, Histogram> _speed = new();

    private readonly Func<HistogramLabels, ExportedSeries>? _exportGaps = telemetry is null ? null : telemetry.InterChunkOf;

    public IEnumerable<KeyValuePair<HistogramLabels, Histogram>> TimeToFirstByte => Ordered(_firstByte);

    public IEnumerable<KeyValuePair<HistogramLabels, Histogram>> Duration => Ordered(_duration);

    /// <summary>Between one piece of an answer from a backend and the next.</summary>
    public IEnumerable<KeyValuePair<HistogramLabels, Histogram>> InterChunk => Ordered(_gaps);

    /// <summary>Tokens a second of answers that tell their tokens.</summary>
    public IEnumerable<KeyValuePair<HistogramLabels, Histogram>> TokensPerSecond => Ordered(_speed);

    /// <summary>Where the gaps of one answer are counted; looked up once per answer, added to once per piece.</summary>
    public Histogram InterChunkOf(string endpoint, string model, int status) =>
        Series(_gaps, new HistogramLabels(endpoint, model, status), GapBounds, _exportGaps);

    public void RequestEnded(in RequestRecord record)
    {
        var labels = new HistogramLabels(record.Endpoint ?? "", record.Model ?? "", record.Status);
        Series(_duration, labels, Bounds).Add(record.Duration);
        if (record.TimeToFirstByte is { } first)
        {
            Series(_firstByte, labels, Bounds).Add(first);
        }

        if (record.Metrics?.TokensPerSecond is { } speed)
        {
            Series(_speed, labels, SpeedBounds).Add(speed);
        }
    }

    private static Histogram Series(
        ConcurrentDictionary<HistogramLabels, Histogram> all, HistogramLabels labels, ImmutableArray<double> bounds,
        Func<HistogramLabels, ExportedSeries>? export = null)
    {
        if (all.TryGetValue(labels, out var known))
        {
            return known;
        }

        var bounded = all.Count < MostSeries ? labels : labels with { Model = "other" };
        return all.GetOrAdd(
            bounded, static (labels, how) => new Histogram(how.bounds, how.export?.Invoke(labels)), (bounds, export));
    }

    private static IEnumerable<KeyValuePair<HistogramLabels, Histogram>> Ordered(ConcurrentDictionary<HistogramLabels, Histogram> all) =>
        all.OrderBy(entry => entry.Key.Endpoint, StringComparer.Ordinal)
            .ThenBy(entry => entry.Key.Model, StringComparer.Ordinal)
            .ThenBy(entry => entry.Key.Status);
}
