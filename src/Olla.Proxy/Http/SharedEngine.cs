using Olla.Configuration;
using Olla.Proxy.Engines;

namespace Olla.Proxy.Http;

/// <summary>
/// An engine with everybody who uses it: a reload that leaves the engine's own settings alone hands it on with its connections. The last
/// to let go closes it.
/// </summary>
internal sealed class SharedEngine(IProxyEngine engine, ProxyOptions options)
{
    // Whatever is put here has no say in an engine.
    private static readonly ProxyOptions Elsewhere = new();

    private int _holders = 1;

    public IProxyEngine Engine { get; } = engine;

    /// <summary>Whether this engine is what <paramref name="next"/> ask for.</summary>
    public bool Serves(ProxyOptions next) => SettingsOf(options) == SettingsOf(next);

    /// <summary>Adds a holder; to be called by one who knows of another holder.</summary>
    public SharedEngine Share()
    {
        Interlocked.Increment(ref _holders);
        return this;
    }

    /// <summary>Takes a holder back.</summary>
    public ValueTask ReleaseAsync() => Interlocked.Decrement(ref _holders) == 0 ? Engine.DisposeAsync() : ValueTask.CompletedTask;

    private static ProxyOptions SettingsOf(ProxyOptions all) => all with
    {
        LoadBalancer = Elsewhere.LoadBalancer,
        StickySessions = Elsewhere.StickySessions,
        ProfileFilter = Elsewhere.ProfileFilter,
    };
}
