using Olla.Perf.Results;
using Olla.Perf.Results.Store;

namespace Olla.Perf.Analysis.Measurement;

/// <summary>What differs between two measurements that should be the same to the last bit.</summary>
internal static class MeasurementDifference
{
    private static TrialMeasurement Empty { get; } = new() { Values = new Dictionary<string, double>(), Window = TimeSpan.Zero };

    private static (string Name, Func<TrialMeasurement, TrialMeasurement> Part)[] Parts { get; } =
    [
        ("distributions", whole => Empty with { Distributions = whole.Distributions }),
        ("time lines", whole => Empty with { TimeLines = whole.TimeLines }),
        ("errors", whole => Empty with { Errors = whole.Errors }),
        ("requests by backend", whole => Empty with { RequestsByBackend = whole.RequestsByBackend }),
        ("TTFT by arrival", whole => Empty with { TtftByArrival = whole.TtftByArrival }),
        ("void reasons", whole => Empty with { VoidReasons = whole.VoidReasons }),
        ("window", whole => Empty with { Window = whole.Window }),
    ];

    public static IReadOnlyList<string> Find(TrialMeasurement stored, TrialMeasurement recomputed)
    {
        var differences = new List<string>();
        foreach (var name in stored.Values.Keys.Union(recomputed.Values.Keys).Order(StringComparer.Ordinal))
        {
            var (then, now) = (stored.Values.TryGetValue(name, out var old) ? old : double.NaN, recomputed.Values.TryGetValue(name, out var value) ? value : double.NaN);
            if (!then.Equals(now))
            {
                differences.Add(name);
            }
        }

        // Plots and lists are compared as they would be written: there are many, and one word for each says enough.
        foreach (var (name, part) in Parts)
        {
            if (MeasurementJson.Write(part(stored)) != MeasurementJson.Write(part(recomputed)))
            {
                differences.Add(name);
            }
        }

        return differences;
    }
}
