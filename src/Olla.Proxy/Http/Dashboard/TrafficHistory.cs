using Olla.Proxy.Statistics;

namespace Olla.Proxy.Http.Dashboard;

/// <summary>Counters at one moment, since the start.</summary>
internal readonly record struct TrafficSample(DateTimeOffset At, long Requests, long Failures, long Bytes, long Active);

/// <summary>
/// The last five minutes: a sample of the counters each second, and every ten seconds one of the histograms, so that percentiles can be
/// told for now instead of since the start. Written by the sampler; readers take copies.
/// </summary>
internal sealed class TrafficHistory(RequestStatistics requests)
{
    private const int KeptSamples = 300;
    private const int SamplesPerSpread = 10;
    private const int KeptSpreads = KeptSamples / SamplesPerSpread;

    private readonly Lock _gate = new();
    private readonly Queue<TrafficSample> _samples = new(KeptSamples + 1);
    private readonly Queue<(LatencySpread FirstByte, LatencySpread Duration)> _spreads = new(KeptSpreads + 1);
    private int _ticks;

    public void Add(in TrafficSample sample)
    {
        lock (_gate)
        {
            _samples.Enqueue(sample);
            if (_samples.Count > KeptSamples)
            {
                _samples.Dequeue();
            }

            if (_ticks++ % SamplesPerSpread != 0)
            {
                return;
            }

            _spreads.Enqueue(Now());
            if (_spreads.Count > KeptSpreads)
            {
                _spreads.Dequeue();
            }
        }
    }

    /// <summary>Oldest first.</summary>
    public TrafficSample[] Samples()
    {
        lock (_gate)
        {
            return [.. _samples];
        }
    }

    /// <summary>How the requests of the last five minutes spread; with younger processes, all.</summary>
    public (LatencySpread FirstByte, LatencySpread Duration) Recent()
    {
        var (firstByte, duration) = Now();
        lock (_gate)
        {
            if (_spreads.Count < KeptSpreads || !_spreads.TryPeek(out var before))
            {
                return (firstByte, duration);
            }

            return (firstByte.Since(before.FirstByte), duration.Since(before.Duration));
        }
    }

    private (LatencySpread FirstByte, LatencySpread Duration) Now() =>
        (LatencySpread.Of(requests.Histograms.TimeToFirstByte), LatencySpread.Of(requests.Histograms.Duration));
}
