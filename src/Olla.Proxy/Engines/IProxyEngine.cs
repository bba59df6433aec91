namespace Olla.Proxy.Engines;

/// <summary>Carries an exchange that has been routed: chooses, forwards, fails over, and relays the answer.</summary>
internal interface IProxyEngine : IAsyncDisposable
{
    /// <summary>The name a person writes in the configuration.</summary>
    string Name { get; }

    /// <summary>
    /// Runs one exchange to its end. As long as nothing was committed to the client, a failure is only reported in the result and
    /// the caller writes the error in the route's own format; after that the engine itself makes the break visible.
    /// Never throws for what a backend or a client did.
    /// </summary>
    Task<ExchangeResult> ForwardAsync(ProxyExchange exchange, CancellationToken clientGone);
}
