using Olla.Configuration;
using Olla.Proxy.Engines;
using Olla.Proxy.Http.Limits;
using Olla.Proxy.Routing;

namespace Olla.Proxy.Http;

/// <summary>
/// Everything made from one configuration. A reload makes the next generation and puts it in force; requests finish in the one they
/// began in, and the last of them lets go of its engine.
/// </summary>
internal sealed class Generation(OllaOptions options, IRequestRouter router, SharedEngine engine, RateLimiter rateLimiter)
    : IAsyncDisposable
{
    // One holder is whoever put the generation in force; every request adds itself.
    private int _holders = 1;

    public OllaOptions Options { get; } = options;

    /// <summary>What is answered, and by whom; complete before the first request.</summary>
    public RouteMap Routes { get; set; } = new([]);

    public IRequestRouter Router { get; } = router;
    public IProxyEngine Engine => SharedEngine.Engine;
    public SharedEngine SharedEngine { get; } = engine;
    public RateLimiter RateLimiter { get; } = rateLimiter;
    public Cors? Cors { get; } = options.Server.Cors.Enabled ? new Cors(options.Server.Cors) : null;

    /// <summary>Adds a request; false when the generation has already let go of everything.</summary>
    public bool TryEnter()
    {
        while (true)
        {
            var holders = Volatile.Read(ref _holders);
            if (holders == 0)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _holders, holders + 1, holders) == holders)
            {
                return true;
            }
        }
    }

    /// <summary>Takes a holder back; the last one closes the engine's connections.</summary>
    public ValueTask LeaveAsync() => Interlocked.Decrement(ref _holders) == 0 ? CloseAsync() : ValueTask.CompletedTask;

    /// <summary>Takes this generation out of force.</summary>
    public ValueTask DisposeAsync() => LeaveAsync();

    private ValueTask CloseAsync() => SharedEngine.ReleaseAsync();
}
