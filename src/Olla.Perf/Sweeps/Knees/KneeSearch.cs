namespace Olla.Perf.Sweeps.Knees;

/// <summary>What a trial at one rate came to.</summary>
internal enum RateVerdict
{
    /// <summary>The limits were met.</summary>
    Met,
    /// <summary>They were not.</summary>
    Missed,
    /// <summary>The generator or the machine, not the proxy, was at its end.</summary>
    Unmeasurable,
}

/// <summary>The highest rate that meets the limits, as far as it was searched.</summary>
/// <param name="Met">Requests a second that met the limits; zero if none did.</param>
/// <param name="Missed">The lowest rate that did not; infinite if none was found.</param>
/// <param name="Trials">Trials that it took.</param>
/// <param name="BeyondInstrument">Whether the search ended because the instrument, not the proxy, was at its end.</param>
internal sealed record Knee(double Met, double Missed, int Trials, bool BeyondInstrument);

/// <summary>
/// Searches the highest rate that meets the limits: doubled until one is missed, then halved in between until the two are near. A miss
/// counts only if it is missed twice, since one bad moment of the machine is no knee.
/// </summary>
/// <param name="precision">The two rates may lie so far apart at the end: relative, 0.05 for 5 %.</param>
/// <param name="highest">No rate beyond this is tried.</param>
internal sealed class KneeSearch(double precision, double highest)
{
    public async Task<Knee> FindAsync(double start, Func<double, Task<RateVerdict>> probe)
    {
        var (met, missed, trials) = (0.0, double.PositiveInfinity, 0);
        var rate = start;
        while (rate <= highest && (double.IsInfinity(missed) || missed / Math.Max(met, 1e-9) > 1 + precision))
        {
            trials++;
            var verdict = await probe(rate);
            if (verdict == RateVerdict.Missed)
            {
                trials++;
                verdict = await probe(rate);
            }

            if (verdict == RateVerdict.Unmeasurable)
            {
                return new Knee(met, missed, trials, BeyondInstrument: true);
            }

            (met, missed) = verdict == RateVerdict.Met ? (rate, missed) : (met, rate);
            if (met == 0 && missed < start / 64)
            {
                break;
            }

            rate = double.IsInfinity(missed) ? met * 2 : met == 0 ? missed / 2 : Math.Sqrt(met * missed);
        }

        return new Knee(met, missed, trials, BeyondInstrument: false);
    }
}
