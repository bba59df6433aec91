namespace Olla.Proxy.Engines.FailOver;

/// <summary>An engine's own part: one attempt on one endpoint.</summary>
internal interface IAttemptRunner
{
    /// <summary>What the engine keeps for an endpoint; made on first use.</summary>
    EndpointChannel ChannelFor(Endpoint endpoint);

    /// <summary>
    /// Sends the request, relays the answer, and reports how that ended. Never throws for what a backend or a client did. Once
    /// something was committed, an answer that breaks has aborted the client's connection.
    /// </summary>
    ValueTask<AttemptOutcome> RunAsync(ProxyExchange exchange, EndpointChannel channel, ExchangeProgress progress, CancellationToken clientGone);
}
