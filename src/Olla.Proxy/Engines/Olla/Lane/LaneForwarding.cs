using System.Runtime.CompilerServices;
using System.Text;
using Olla.Configuration;
using Olla.Proxy.Engines.Breakers;
using Olla.Proxy.Engines.FailOver;
using Olla.Proxy.Engines.Headers;
using Olla.Proxy.Health;
using Olla.Proxy.Statistics;

namespace Olla.Proxy.Engines.Olla.Lane;

/// <summary>
/// The engine's decisions for exchanges of the lane: the same breakers, limits, fail-over table and reports as in
/// <see cref="FailOverLoop"/>, cut into steps that an event loop can take. One per engine; used by all loops at once.
/// </summary>
internal sealed partial class LaneForwarding(
    ProxyOptions options, Func<Endpoint, EndpointChannel> channelFor, IEndpointFailureSink failures, IAttemptObserver observer,
    TimeProvider time, ILogger logger)
{
    private readonly ConditionalWeakTable<Endpoint, LaneEndpoint> _endpoints = [];

    /// <summary>The limits of exchanges that begin now.</summary>
    public LanePolicy Policy { get; } = new(options, time);

    public static LaneProduct Product { get; } = new(ProductToken.Value, ProductToken.Via);

    /// <summary>Begins to resolve these endpoints' names, so that their first requests find them reachable.</summary>
    public void Prepare(ReadOnlySpan<Endpoint> endpoints)
    {
        foreach (var endpoint in endpoints) _ = For(endpoint).IsReachable;
    }

    /// <summary>Whether the lane reaches every one of these; if not, the choice among all of them is the portable path's.</summary>
    public bool CanServe(ReadOnlySpan<Endpoint> candidates)
    {
        foreach (var candidate in candidates)
            if (!For(candidate).IsReachable) return false;
        return !candidates.IsEmpty;
    }

    /// <summary>Chooses the next endpoint to try, reserves it, and enters its breaker and limit.</summary>
    public LaneChoice SelectNext(LaneExchange exchange, out LaneEndpoint? endpoint)
    {
        while (true)
        {
            endpoint = null;
            LeaveOutOpenBreakers(exchange);
            if (exchange.Remaining.IsEmpty || exchange.Balancer.SelectAndReserve(exchange.Remaining) is not { } selected) return LaneChoice.NoneLeft;
            endpoint = For(selected);
            exchange.Endpoint = endpoint;
            var ticket = CircuitBreaker.Ordinary;
            if (endpoint.Channel.Breaker is { } breaker && !breaker.TryEnter(out ticket))
            {
                selected.State.Release();
                exchange.Exclude(selected);
                exchange.LastFailure = AttemptOutcome.BreakerOpen;
                exchange.Error = "circuit breaker open";
                continue;
            }
            if (!endpoint.Channel.Connections.TryEnter())
            {
                // Waiting in line is the portable path's business.
                endpoint.Channel.Breaker?.Abandoned(ticket);
                selected.State.Release();
                return LaneChoice.Elsewhere;
            }
            exchange.BreakerTicket = ticket;
            exchange.Attempts++;
            return LaneChoice.Chosen;
        }
    }

    /// <summary>Whether the request may be sent to the same endpoint again, because the pooled connection it took had died meanwhile.</summary>
    public bool MayUseFreshConnection(LaneExchange exchange) =>
        FailOverPolicy.MayUseFreshConnection(exchange.Method, options.Retry, exchange.RequestWasSent, exchange.Sends);

    /// <summary>Writes the lines of an answer's head that are the engine's.</summary>
    public void WriteOwnFields(LaneExchange exchange, ref ByteWriter writer)
    {
        writer.Write(Product.ClientLines.Span);
        writer.Write(exchange.Endpoint!.ClientLines.Span);
        writer.Write("X-Olla-Response-Time: "u8);
        writer.Write((long)time.GetElapsedTime(exchange.ArrivedAt, exchange.HeadersAt).TotalMilliseconds);
        writer.Write("ms\r\n"u8);
        if (!exchange.Model.IsEmpty) writer.WriteField("X-Olla-Model"u8, exchange.Model.Span);
        if (exchange.Outcome?.SelectionHeaders is not { } selection) return;
        var late = new List<KeyValuePair<string, string>>(3);
        selection.AppendTo(late);
        foreach (var (name, value) in late)
            writer.WriteField(Encoding.Latin1.GetBytes(name), Encoding.Latin1.GetBytes(value));
    }

    /// <summary>An attempt failed before anything reached the client. True: another endpoint may be tried.</summary>
    public bool AttemptFailed(LaneExchange exchange, AttemptOutcome outcome)
    {
        Report(exchange, outcome);
        if (!FailOverPolicy.MayTryNext(outcome, options.Retry, new Effort(exchange.Method, exchange.Attempts, exchange.Sends, IsCommitted: false))) return false;
        exchange.Exclude(exchange.Endpoint!.Endpoint);
        return true;
    }

    /// <summary>What came of an exchange whose last attempt has been reported.</summary>
    public ExchangeResult ResultOf(LaneExchange exchange, AttemptOutcome outcome) => new()
    {
        Outcome = exchange.Endpoint is null ? ExchangeOutcome.NoEndpointSelectable : FailOverPolicy.Final(outcome),
        Endpoint = exchange.Endpoint?.Endpoint,
        StatusCode = exchange.Status,
        ResponseBytes = exchange.ResponseBytes,
        Attempts = exchange.Attempts,
        Committed = exchange.IsCommitted,
        Error = outcome == AttemptOutcome.Completed ? null : exchange.Error,
        TimeToHeaders = exchange.HeadersAt == 0 ? null : time.GetElapsedTime(exchange.ArrivedAt, exchange.HeadersAt),
        TimeToFirstByte = exchange.FirstByteAt == 0 ? null : time.GetElapsedTime(exchange.ArrivedAt, exchange.FirstByteAt),
        Metrics = exchange.ReadMetrics(time),
    };

    /// <summary>Tells everyone who counts how an attempt ended, and gives back what it held.</summary>
    public void Report(LaneExchange exchange, AttemptOutcome outcome)
    {
        if (exchange.Endpoint is null) return;
        var channel = exchange.Endpoint.Channel;
        var endpoint = channel.Endpoint;
        channel.Connections.Leave();
        endpoint.State.Release();
        switch (FailOverPolicy.IsHealthy(outcome, exchange.Status != 0))
        {
            case true:
                channel.Breaker?.Succeeded(exchange.BreakerTicket);
                break;
            case false when channel.Breaker?.Failed(exchange.BreakerTicket) == true:
                LogBreakerOpened(logger, endpoint.Name);
                break;
            case null:
                channel.Breaker?.Abandoned(exchange.BreakerTicket);
                break;
        }
        if (FailOverPolicy.MarksOffline(outcome)) failures.ReportUnreachable(endpoint);
        var succeeded = outcome is AttemptOutcome.Completed or AttemptOutcome.ClientGone;
        if (!succeeded) LogAttemptFailed(logger, endpoint.Name, outcome, exchange.Error);
        observer.AttemptEnded(endpoint.Url.OriginalString, succeeded, exchange.ResponseBytes, time.GetElapsedTime(exchange.ArrivedAt));
    }

    private LaneEndpoint For(Endpoint endpoint) =>
        _endpoints.TryGetValue(endpoint, out var known) ? known : _endpoints.GetValue(endpoint, added => new LaneEndpoint(channelFor(added), time));

    private void LeaveOutOpenBreakers(LaneExchange exchange)
    {
        for (var index = 0; index < exchange.Remaining.Length;)
        {
            var endpoint = exchange.Remaining[index];
            if (For(endpoint).Channel.Breaker?.WouldEnter() == false) exchange.Exclude(endpoint);
            else index++;
        }
    }
}
