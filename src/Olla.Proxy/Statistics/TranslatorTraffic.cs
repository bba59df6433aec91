namespace Olla.Proxy.Statistics;

/// <summary>Counters of one translated API; all only grow.</summary>
internal sealed class TranslatorTraffic(string name)
{
    private long _requests;
    private long _successes;
    private long _passedThrough;
    private long _streamed;
    private long _noCompatibleEndpoints;
    private long _cannotPassThrough;
    private long _successTicks;

    public string Name { get; } = name;

    public long Requests => Volatile.Read(ref _requests);
    public long Successes => Math.Min(Volatile.Read(ref _successes), Requests);
    public long Failures => Requests - Successes;
    public long PassedThrough => Math.Min(Volatile.Read(ref _passedThrough), Requests);
    public long Translated => Requests - PassedThrough;
    public long Streamed => Math.Min(Volatile.Read(ref _streamed), Requests);
    public long NotStreamed => Requests - Streamed;
    public long NoCompatibleEndpoints => Volatile.Read(ref _noCompatibleEndpoints);
    public long CannotPassThrough => Volatile.Read(ref _cannotPassThrough);

    /// <summary>Of requests that succeeded, in milliseconds.</summary>
    public long AverageLatency => Successes is > 0 and var successes
        ? (long)TimeSpan.FromTicks(Volatile.Read(ref _successTicks) / successes).TotalMilliseconds
        : 0;

    public void Add(in TranslatorRecord record)
    {
        Interlocked.Increment(ref _requests);
        Count(ref _passedThrough, record.PassedThrough);
        Count(ref _streamed, record.Streamed);
        Count(ref _noCompatibleEndpoints, record.Fallback == TranslatorFallback.NoCompatibleEndpoints);
        Count(ref _cannotPassThrough, record.Fallback == TranslatorFallback.CannotPassThrough);
        if (record.Succeeded)
        {
            Interlocked.Add(ref _successTicks, record.Duration.Ticks);
            Interlocked.Increment(ref _successes);
        }
    }

    private static void Count(ref long counter, bool isCounted)
    {
        if (isCounted)
        {
            Interlocked.Increment(ref counter);
        }
    }
}
