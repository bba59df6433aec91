namespace Olla.Proxy.Health;

/// <summary>Hears when probes or failed requests change whether an endpoint gets requests. Called outside any lock; must not block.</summary>
internal interface IHealthObserver
{
    /// <summary>A probe found the endpoint good again after it was not routable (not called for its very first probe).</summary>
    void Recovered(Endpoint endpoint);

    /// <summary>A probe found an endpoint bad that was routable, or a request could not reach it.</summary>
    void WentDown(Endpoint endpoint);
}
