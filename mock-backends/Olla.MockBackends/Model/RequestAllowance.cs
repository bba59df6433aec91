namespace Olla.MockBackends.Model;

/// <summary>Throttling as hosted APIs do it: so many requests a minute, saved up to one second's worth; the next one is told when to come again.</summary>
internal sealed class RequestAllowance
{
    private const double NanosecondsPerMinute = 60e9;
    private readonly Lock _gate = new();
    private long _emptyAt;

    /// <summary>Takes one request's worth.</summary>
    /// <param name="now">Nanoseconds of the monotonic clock.</param>
    /// <param name="perMinute">Requests a minute; 0 is unlimited.</param>
    /// <returns>0 if it may pass, else nanoseconds until one may.</returns>
    public long Take(long now, int perMinute)
    {
        if (perMinute <= 0)
        {
            return 0;
        }

        // The virtual time at which all taken requests would be earned (the generic cell rate algorithm of ATM): no timer fills anything.
        var interval = (long)(NanosecondsPerMinute / perMinute);
        var burst = Math.Max(interval, 1_000_000_000);
        lock (_gate)
        {
            var next = Math.Max(now, _emptyAt) + interval;
            if (next - now > burst)
            {
                return next - now - burst;
            }

            _emptyAt = next;
            return 0;
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _emptyAt = 0;
        }
    }
}
