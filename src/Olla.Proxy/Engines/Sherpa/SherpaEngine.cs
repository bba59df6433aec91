using Olla.Configuration;
using Olla.Proxy.Engines.FailOver;
using Olla.Proxy.Health;
using Olla.Proxy.Statistics;

namespace Olla.Proxy.Engines.Sherpa;

/// <summary>The plain engine: the framework's client, one for all endpoints, and one loop that copies. The reference for correctness.</summary>
internal sealed class SherpaEngine : IProxyEngine
{
    private readonly EngineLimits _limits;
    private readonly InvokerAttempt _attempt;
    private readonly FailOverLoop _loop;

    public SherpaEngine(
        ProxyOptions options, IEndpointFailureSink failures, IAttemptObserver observer, TimeProvider time, ILoggerFactory loggers)
    {
        _limits = new EngineLimits(options, time);
        _attempt = new InvokerAttempt(options, _limits, time, InvokerSharing.Shared);
        _loop = new FailOverLoop(_attempt, options.Retry, failures, observer, time, loggers.CreateLogger<SherpaEngine>());
    }

    public string Name => "sherpa";

    public Task<ExchangeResult> ForwardAsync(ProxyExchange exchange, CancellationToken clientGone) => _loop.RunAsync(exchange, clientGone);

    public ValueTask DisposeAsync()
    {
        _attempt.Dispose();
        _limits.Clock.Dispose();
        return ValueTask.CompletedTask;
    }
}
