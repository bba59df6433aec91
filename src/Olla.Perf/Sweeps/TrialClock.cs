namespace Olla.Perf.Sweeps;

/// <summary>Times trials and says how long the rest will take.</summary>
internal sealed class TrialClock(TimeProvider time)
{
    private long started;
    private TimeSpan total;
    private int count;

    public void Start() => started = time.GetTimestamp();

    public void Stop()
    {
        total += time.GetElapsedTime(started);
        count++;
    }

    /// <summary>Null before the first trial has finished.</summary>
    public TimeSpan? Estimate(int trials) => count == 0 ? null : total / count * trials;
}
