using System.Runtime;

namespace Olla.Perf.Load;

/// <summary>
/// Keeps the generator's own garbage collector out of a window: what the load needs is set aside before, so that nothing is collected while it
/// lasts. If it needs more, the collector runs as ever, and the window's certificate says for how long.
/// </summary>
internal sealed class QuietCollector : IDisposable
{
    /// <summary>What an exchange leaves behind: its observation, its request, its tasks.</summary>
    private const long BytesPerRequest = 12 * 1024;

    /// <summary>A content event's row, twice over for lists that grow.</summary>
    private const long BytesPerEvent = 80;

    /// <summary>Closed loads do not say how many requests there will be.</summary>
    private const long Least = 16L << 20;

    private const long Most = 200L << 20;

    private readonly GCLatencyMode _before = GCSettings.LatencyMode;

    private QuietCollector()
    {
    }

    /// <summary>Collects what there is, and sets memory aside for so many requests.</summary>
    /// <param name="events">Content events per request.</param>
    public static QuietCollector Begin(long requests, double events)
    {
        var quiet = new QuietCollector();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        if (!SetAside(Math.Clamp((long)(requests * (BytesPerRequest + (events * BytesPerEvent))), Least, Most)))
        {
            GCSettings.LatencyMode = GCLatencyMode.SustainedLowLatency;
        }

        return quiet;
    }

    public void Dispose()
    {
        try
        {
            if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
            {
                GC.EndNoGCRegion();
            }

            GCSettings.LatencyMode = _before == GCLatencyMode.NoGCRegion ? GCLatencyMode.Interactive : _before;
        }
        catch (InvalidOperationException)
        {
            // The load needed more than was set aside: the region has ended by itself.
        }
    }

    private static bool SetAside(long bytes)
    {
        try
        {
            return GCSettings.LatencyMode != GCLatencyMode.NoGCRegion && GC.TryStartNoGCRegion(bytes);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentOutOfRangeException)
        {
            // Another trial of this process has begun one, or this runtime cannot set so much aside.
            return GCSettings.LatencyMode == GCLatencyMode.NoGCRegion;
        }
    }
}
