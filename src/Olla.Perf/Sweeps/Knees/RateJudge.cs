using Olla.Perf.Analysis.Measurement;
using Olla.Perf.Results;

namespace Olla.Perf.Sweeps.Knees;

/// <summary>What a trial at one rate says, and why it says nothing where the instrument was at its end.</summary>
/// <param name="Share">Percent of the arrivals that were answered within the limits.</param>
/// <param name="Reason">What the instrument lacked; empty if nothing.</param>
internal readonly record struct JudgedRate(RateVerdict Verdict, double Share, string Reason);

/// <summary>Judges a trial by the limits.</summary>
internal static class RateJudge
{
    /// <summary>
    /// Limits that were met stand whatever the instrument did, since latency counts from when a request was due. Limits that were missed
    /// while the instrument was over its budget may be its own doing.
    /// </summary>
    /// <param name="wanted">Percent of the arrivals that must be answered within the limits.</param>
    public static JudgedRate Judge(TrialMeasurement measured, double wanted)
    {
        var share = measured.Values.GetValueOrDefault(Metric.WithinLimits.Name);
        if (share >= wanted)
        {
            return new JudgedRate(RateVerdict.Met, share, "");
        }

        // A window that never settled is what too high a rate looks like.
        var reason = measured.VoidReasons.FirstOrDefault(reason => !reason.StartsWith(InstrumentCertificate.NeverSettled, StringComparison.Ordinal)) ?? "";
        return new JudgedRate(reason.Length == 0 ? RateVerdict.Missed : RateVerdict.Unmeasurable, share, reason);
    }
}
