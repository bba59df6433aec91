using Olla.Configuration;
using Olla.Proxy.Engines.Breakers;
using Olla.Proxy.Engines.FailOver;
using Olla.Proxy.Engines.Olla.Lane;
using Olla.Proxy.Engines.Sherpa;
using Olla.Proxy.Health;
using Olla.Proxy.Statistics;

namespace Olla.Proxy.Engines.Olla;

/// <summary>
/// The fast engine: a pool of its own HTTP/1.1 connections per endpoint, a circuit breaker per endpoint, and a relay that allocates
/// nothing per event. Endpoints behind TLS are served by the framework's client, one per endpoint, with HTTP/2 where they offer it.
/// </summary>
internal sealed class OllaEngine : IProxyEngine
{
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(15);

    private readonly EngineLimits _limits;
    private readonly InvokerAttempt _framework;
    private readonly OllaAttempt _attempt;
    private readonly FailOverLoop _loop;
    private readonly ITimer _sweep;

    /// <summary>What the event loops of the fast lane ask of this engine; breakers and limits are those of its other requests.</summary>
    public LaneForwarding Lane { get; }

    public OllaEngine(
        ProxyOptions options, IEndpointFailureSink failures, IAttemptObserver observer, TimeProvider time, ILoggerFactory loggers,
        EndpointBreakers? breakers = null)
    {
        _limits = new EngineLimits(options, time);
        _framework = new InvokerAttempt(options, _limits, time, InvokerSharing.PerEndpoint);
        _attempt = new OllaAttempt(options, _limits, time, _framework, breakers ?? new EndpointBreakers(time));
        _loop = new FailOverLoop(_attempt, options.Retry, failures, observer, time, loggers.CreateLogger<OllaEngine>());
        Lane = new LaneForwarding(options, _attempt.ChannelFor, failures, observer, time, loggers.CreateLogger<LaneForwarding>());
        _sweep = time.CreateTimer(static attempt => ((OllaAttempt)attempt!).Sweep(), _attempt, SweepPeriod, SweepPeriod);
    }

    public string Name => "olla";

    public Task<ExchangeResult> ForwardAsync(ProxyExchange exchange, CancellationToken clientGone) => _loop.RunAsync(exchange, clientGone);

    public async ValueTask DisposeAsync()
    {
        await _sweep.DisposeAsync();
        _attempt.Close();
        _framework.Dispose();
        _limits.Clock.Dispose();
    }
}
