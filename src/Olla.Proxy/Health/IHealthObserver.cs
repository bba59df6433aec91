namespace Olla.Proxy.Health;

/// <summary>Hears when probes change whether an endpoint gets requests. Called outside any lock; must not block.</summary>
internal interface IHealthObserver
{
    /// <summary>A probe found the endpoint good again after it was not routable (not called for its very first probe).</summary>
    void Recovered(Endpoint endpoint);

    /// <summary>A probe found an endpoint bad that was routable.</summary>
    void WentDown(Endpoint endpoint);
}
