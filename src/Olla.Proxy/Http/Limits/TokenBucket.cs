namespace Olla.Proxy.Http.Limits;

/// <summary>
/// A bucket that starts full, holds at most <c>burst</c> tokens and is refilled evenly. Its whole state is one number, the moment at which
/// it would be full again, so that taking a token is one atomic exchange.
/// </summary>
internal sealed class TokenBucket(int perMinute, int burst, long ticksPerSecond, long now)
{
    private readonly long _ticksPerToken = Math.Max(1, ticksPerSecond * 60 / Math.Max(1, perMinute));
    private long _fullAt = now;

    /// <summary>Takes a token at the moment <paramref name="now"/>; when there is none, tells the ticks until the next one.</summary>
    public bool TryTake(long now, out long ticksUntilNext)
    {
        while (true)
        {
            var fullAt = Volatile.Read(ref _fullAt);
            var from = Math.Max(fullAt, now);
            var missingAfter = from + _ticksPerToken - now;
            ticksUntilNext = missingAfter - (burst * _ticksPerToken);
            if (ticksUntilNext > 0)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _fullAt, from + _ticksPerToken, fullAt) == fullAt)
            {
                ticksUntilNext = 0;
                return true;
            }
        }
    }
}
