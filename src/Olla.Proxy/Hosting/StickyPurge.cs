using Olla.Proxy.Health;
using Olla.Proxy.Routing.Sticky;

namespace Olla.Proxy.Hosting;

/// <summary>Lets go of sessions whose endpoint is down, so that they are not counted as active any more.</summary>
internal sealed class StickyPurge(StickySessionStore sessions) : IHealthObserver
{
    public void Recovered(Endpoint endpoint)
    {
        // Sessions come back by themselves with their next request.
    }

    public void WentDown(Endpoint endpoint) => sessions.Purge();
}
