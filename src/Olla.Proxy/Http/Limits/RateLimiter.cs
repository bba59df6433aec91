using System.Collections.Concurrent;
using Olla.Configuration;

namespace Olla.Proxy.Http.Limits;

/// <summary>What the rate limiter said about one request.</summary>
/// <param name="Allowed">Whether it may go on.</param>
/// <param name="Limit">Value of <c>X-RateLimit-Limit</c>.</param>
/// <param name="Remaining">Value of <c>X-RateLimit-Remaining</c>.</param>
/// <param name="RetryAfterSeconds">Value of <c>Retry-After</c> on a refusal.</param>
internal readonly record struct RateVerdict(bool Allowed, int Limit, int Remaining, long RetryAfterSeconds);

/// <summary>Two independent token buckets in a row: one for the whole process, one per client. Applied to proxied routes only.</summary>
internal sealed class RateLimiter : IDisposable
{
    /// <summary>A client that was silent this long is forgotten.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Client> _clients = new(StringComparer.Ordinal);
    private readonly RateLimitOptions _options;
    private readonly TimeProvider _time;
    private readonly TokenBucket? _global;
    private readonly ITimer? _cleanup;

    public RateLimiter(RateLimitOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        if (options.GlobalRequestsPerMinute > 0)
        {
            _global = new TokenBucket(options.GlobalRequestsPerMinute, options.BurstSize, time.TimestampFrequency, time.GetTimestamp());
        }

        if (options.PerIpRequestsPerMinute > 0 && options.CleanupInterval > TimeSpan.Zero)
        {
            _cleanup = time.CreateTimer(static state => ((RateLimiter)state!).ForgetSilentClients(), this, options.CleanupInterval, options.CleanupInterval);
        }
    }

    /// <summary>Takes a token for <paramref name="client"/> from each bucket that is switched on.</summary>
    public RateVerdict Take(string client)
    {
        var now = _time.GetTimestamp();
        var limit = Math.Max(0, _options.PerIpRequestsPerMinute);
        if (_global is not null && !_global.TryTake(now, out _))
        {
            return new RateVerdict(false, limit, 0, 60);
        }

        if (limit == 0)
        {
            return new RateVerdict(true, 0, 0, 0);
        }

        var known = _clients.GetOrAdd(client, static (_, a) => a.Owner.NewClient(a.Now), (Owner: this, Now: now));
        known.LastSeen = now;
        if (known.Bucket.TryTake(now, out var ticks))
        {
            return new RateVerdict(true, limit, Math.Max(0, limit - known.Allow(now, Ticks(Window))), 0);
        }

        var retryAfter = _options.BurstSize <= 0 ? Math.Max(1, 60 / limit) : (ticks / _time.TimestampFrequency) + 1;
        return new RateVerdict(false, limit, Math.Max(0, limit - known.AllowedInWindow), retryAfter);
    }

    public void Dispose() => _cleanup?.Dispose();

    internal int KnownClients => _clients.Count;

    private void ForgetSilentClients()
    {
        var horizon = _time.GetTimestamp() - Ticks(Forgotten);
        foreach (var (address, client) in _clients)
        {
            if (client.LastSeen < horizon)
            {
                _clients.TryRemove(address, out _);
            }
        }
    }

    private Client NewClient(long now) =>
        new(new TokenBucket(_options.PerIpRequestsPerMinute, _options.BurstSize, _time.TimestampFrequency, now), now);

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);

    private sealed class Client(TokenBucket bucket, long now)
    {
        private readonly Lock _window = new();
        private long _windowStart = now;
        private int _allowed;
        private long _lastSeen = now;

        public TokenBucket Bucket { get; } = bucket;

        public int AllowedInWindow => Volatile.Read(ref _allowed);

        public long LastSeen
        {
            get => Volatile.Read(ref _lastSeen);
            set => Volatile.Write(ref _lastSeen, value);
        }

        /// <summary>Counts an allowed request in the client's current window and returns the count.</summary>
        public int Allow(long now, long windowTicks)
        {
            lock (_window)
            {
                if (now - _windowStart >= windowTicks)
                {
                    (_windowStart, _allowed) = (now, 0);
                }

                return ++_allowed;
            }
        }
    }
}
