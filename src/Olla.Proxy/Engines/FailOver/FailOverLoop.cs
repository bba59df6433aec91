using Olla.Configuration;
using Olla.Proxy.Engines.Breakers;
using Olla.Proxy.Health;
using Olla.Proxy.Statistics;

namespace Olla.Proxy.Engines.FailOver;

/// <summary>
/// Runs an exchange over its candidates until one answers:
/// <code>
///        ┌─────────────────────────────────── next candidate ───────────────────────────────────┐
///        ▼                                                                                      │
/// (1) leave out open breakers → (2) select, reserve → (3) breaker, limit → (4) attempt → (5) report → (6) decide
/// </code>
/// Nothing is repeated once a byte of an answer went to the client.
/// </summary>
internal sealed partial class FailOverLoop(
    IAttemptRunner runner, RetryOptions options, IEndpointFailureSink failures, IAttemptObserver observer, TimeProvider time, ILogger logger)
{
    /// <summary>Runs it; throws only for faults of our own.</summary>
    public async Task<ExchangeResult> RunAsync(ProxyExchange exchange, CancellationToken clientGone)
    {
        var progress = new ExchangeProgress(time, exchange.ArrivedAt);
        var candidates = exchange.Candidates;
        var outcome = AttemptOutcome.BreakerOpen;
        var saturated = false;
        Endpoint? tried = null;
        while (true)
        {
            if (clientGone.IsCancellationRequested)
            {
                outcome = AttemptOutcome.ClientGone;
                break;
            }

            // (1) and (2)
            candidates = WithoutOpenBreakers(candidates);
            if (candidates.IsEmpty || exchange.Balancer.SelectAndReserve(candidates.Span) is not { } selected)
            {
                break;
            }

            tried = selected;
            try
            {
                outcome = await TryAsync(exchange, runner.ChannelFor(selected), progress, clientGone);
            }
            finally
            {
                selected.State.Release();
            }

            // (6)
            saturated |= outcome == AttemptOutcome.Saturated;
            if (!FailOverPolicy.MayTryNext(outcome, options, EffortOf(exchange, progress)))
            {
                break;
            }

            LogNextCandidate(logger, selected.Name, outcome, progress.Error);
            candidates = Without(candidates, selected);
        }

        return new ExchangeResult
        {
            Outcome = Final(outcome, saturated, tried),
            Endpoint = tried,
            StatusCode = progress.StatusCode,
            ResponseBytes = progress.ResponseBytes,
            Attempts = progress.Attempts,
            Committed = progress.Committed,
            Error = outcome == AttemptOutcome.Completed ? null : progress.Error,
            TimeToHeaders = progress.TimeToHeaders,
            TimeToFirstByte = progress.TimeToFirstByte,
            Metrics = progress.ReadMetrics(),
        };
    }

    private async ValueTask<AttemptOutcome> TryAsync(
        ProxyExchange exchange, EndpointChannel channel, ExchangeProgress progress, CancellationToken clientGone)
    {
        // (3)
        var ticket = CircuitBreaker.Ordinary;
        if (channel.Breaker is { } breaker && !breaker.TryEnter(out ticket))
        {
            return progress.Fail(AttemptOutcome.BreakerOpen, "circuit breaker open");
        }

        bool entered;
        try
        {
            entered = await channel.Connections.EnterAsync(clientGone);
        }
        catch (OperationCanceledException)
        {
            channel.Breaker?.Abandoned(ticket);
            return AttemptOutcome.ClientGone;
        }

        if (!entered)
        {
            channel.Breaker?.Abandoned(ticket);
            return progress.Fail(AttemptOutcome.Saturated, "all connections to the endpoint are in use");
        }

        // (4) and (5)
        progress.Attempts++;
        AttemptOutcome? outcome = null;
        try
        {
            outcome = await runner.RunAsync(exchange, channel, progress, clientGone);
            return outcome.Value;
        }
        finally
        {
            channel.Connections.Leave();
            Report(channel, outcome, ticket, progress);
        }
    }

    /// <summary>Tells everyone who counts; an attempt without an outcome ended by a fault of ours and is nobody's failure.</summary>
    private void Report(EndpointChannel channel, AttemptOutcome? ended, long ticket, ExchangeProgress progress)
    {
        var endpoint = channel.Endpoint;
        switch (ended is { } known ? FailOverPolicy.IsHealthy(known, progress.StatusCode != 0) : null)
        {
            case true:
                channel.Breaker?.Succeeded(ticket);
                break;
            case false when channel.Breaker?.Failed(ticket) == true:
                LogBreakerOpened(logger, endpoint.Name);
                break;
            case null:
                channel.Breaker?.Abandoned(ticket);
                break;
        }

        if (ended is not { } outcome)
        {
            return;
        }

        if (FailOverPolicy.MarksOffline(outcome))
        {
            failures.ReportUnreachable(endpoint);
        }

        if (outcome is not (AttemptOutcome.Completed or AttemptOutcome.ClientGone))
        {
            LogAttemptFailed(logger, endpoint.Name, outcome, progress.Error);
        }

        var succeeded = outcome is AttemptOutcome.Completed or AttemptOutcome.ClientGone;
        observer.AttemptEnded(endpoint.Url.OriginalString, succeeded, progress.ResponseBytes, progress.Elapsed);
    }

    private static Effort EffortOf(ProxyExchange exchange, ExchangeProgress progress) =>
        new(exchange.Client.Request.Method, progress.Attempts, progress.Sends, progress.Committed);

    private ReadOnlyMemory<Endpoint> WithoutOpenBreakers(ReadOnlyMemory<Endpoint> candidates)
    {
        for (var i = 0; i < candidates.Length;)
        {
            var endpoint = candidates.Span[i];
            if (runner.ChannelFor(endpoint).Breaker?.WouldEnter() == false)
            {
                candidates = Without(candidates, endpoint);
            }
            else
            {
                i++;
            }
        }

        return candidates;
    }

    private static ReadOnlyMemory<Endpoint> Without(ReadOnlyMemory<Endpoint> candidates, Endpoint excluded)
    {
        var rest = new List<Endpoint>(candidates.Length);
        foreach (var candidate in candidates.Span)
        {
            if (candidate != excluded)
            {
                rest.Add(candidate);
            }
        }

        return rest.ToArray();
    }

    private static ExchangeOutcome Final(AttemptOutcome outcome, bool saturated, Endpoint? tried) => outcome switch
    {
        AttemptOutcome.Completed or AttemptOutcome.ClientGone or AttemptOutcome.BrokenStream => FailOverPolicy.Final(outcome),
        _ when saturated => ExchangeOutcome.Saturated,
        _ when tried is null => ExchangeOutcome.NoEndpointSelectable,
        _ => FailOverPolicy.Final(outcome),
    };
}
