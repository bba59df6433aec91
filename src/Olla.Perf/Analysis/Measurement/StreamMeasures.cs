using Olla.Perf.Load.Http;
using Olla.Perf.Results;
using Olla.Perf.Results.Log;

namespace Olla.Perf.Analysis.Measurement;

/// <summary>What happened to the events on their way: gaps, transit, clumps, stalls, and whether all of them came.</summary>
internal static class StreamMeasures
{
    /// <summary>An event came in a clump if its gap was under this share of the gap at which it was written.</summary>
    private const double ClumpShare = 0.1;

    /// <summary>A request stalled if one of its gaps was this many times the gap at which the event was written.</summary>
    private const double StallRatio = 10;

    /// <summary>
    /// A written gap counts as at least this long (ns) in the stall ratio: a backend that writes two events back to back, a few
    /// microseconds apart, would make a stall of every ordinary gap.
    /// </summary>
    private const double ShortestEmissionGap = 1_000_000;

    public static void Add(TrialLog log, MeasuredValues values)
    {
        var gaps = new List<double>();
        var transits = new List<double>();
        var tally = new Tally();
        foreach (var request in log.Requests)
        {
            if (request.Phase < 0)
            {
                continue;
            }

            var events = log.EventsOf(request);
            AddEvents(events, gaps, transits, tally);
            tally.Add(StreamIntegrity.Examine(request, events, ExpectedEvents(log.Header, request)));
        }

        var itl = new Percentiles(gaps);
        values.Set(Metric.ItlP50, itl.Backed(0.5));
        values.Set(Metric.ItlP90, itl.Backed(0.9));
        values.Set(Metric.ItlP99, itl.Backed(0.99));
        values.Set(Metric.ItlMaximum, itl.Maximum);
        values.SetCurve("itl_ms", itl);

        var transit = new Percentiles(transits);
        values.Set(Metric.TransitP50, transit.Backed(0.5));
        values.Set(Metric.TransitP90, transit.Backed(0.9));
        values.Set(Metric.TransitP99, transit.Backed(0.99));
        values.Set(Metric.TransitP999, transit.Backed(0.999));
        values.Set(Metric.TransitMaximum, transit.Maximum);
        values.SetCurve("transit_us", transit);

        values.Set(Metric.EventsPerRead, (double)tally.Events / tally.Reads);
        values.Set(Metric.CoalescedShare, 100.0 * tally.Clumped / tally.StampedGaps);
        values.Set(Metric.StallShare, 100.0 * tally.Stalled / tally.StampedRequests);
        values.Set(Metric.StallMaximum, tally.StampedRequests == 0 ? double.NaN : tally.LargestStall);
        values.Set(Metric.IntegrityErrors, tally.Integrity.Total);
        values.Set(Metric.LostEvents, tally.Integrity.Lost);
        values.Set(Metric.DuplicatedEvents, tally.Integrity.Duplicated);
        values.Set(Metric.ReorderedEvents, tally.Integrity.Reordered);
        values.Set(Metric.TruncatedStreams, tally.Integrity.Truncated);
        values.Set(Metric.CleanEndsThoughBroken, tally.Integrity.CleanEndThoughBroken);
    }

    private static int ExpectedEvents(TrialLogHeader header, in RequestRow request) =>
        header is { MockBackends: true, Stream: true } ? Math.Max(request.RequestedTokens, request.ReportedTokens) : 0;

    private static void AddEvents(ReadOnlySpan<ContentEventRow> events, List<double> gaps, List<double> transits, Tally tally)
    {
        var largestStall = 0.0;
        var stamped = false;
        for (var index = 0; index < events.Length; index++)
        {
            ref readonly var current = ref events[index];
            tally.Events++;
            tally.Reads += index == 0 || events[index - 1].Read != current.Read ? 1 : 0;
            if (current.Emitted > 0)
            {
                transits.Add((current.Received - current.Emitted) / 1e3);
            }

            if (index == 0)
            {
                continue;
            }

            ref readonly var previous = ref events[index - 1];
            var gap = current.Received - previous.Received;
            gaps.Add(LatencyMeasures.Milliseconds(gap));
            var emissionGap = current.Emitted - previous.Emitted;
            if (current.Emitted == 0 || previous.Emitted == 0 || emissionGap <= 0)
            {
                continue;
            }

            stamped = true;
            tally.StampedGaps++;
            tally.Clumped += gap < ClumpShare * emissionGap ? 1 : 0;
            largestStall = Math.Max(largestStall, gap / Math.Max(ShortestEmissionGap, emissionGap));
        }

        if (stamped)
        {
            tally.StampedRequests++;
            tally.Stalled += largestStall > StallRatio ? 1 : 0;
            tally.LargestStall = Math.Max(tally.LargestStall, largestStall);
        }
    }

    private sealed class Tally
    {
        public long Events;
        public long Reads;
        public long StampedGaps;
        public long Clumped;
        public int StampedRequests;
        public int Stalled;
        public double LargestStall;
        public StreamIntegrity Integrity;

        public void Add(StreamIntegrity one) => Integrity = new StreamIntegrity(
            Integrity.Lost + one.Lost, Integrity.Duplicated + one.Duplicated, Integrity.Reordered + one.Reordered,
            Integrity.Truncated + one.Truncated, Integrity.CleanEndThoughBroken + one.CleanEndThoughBroken);
    }
}
