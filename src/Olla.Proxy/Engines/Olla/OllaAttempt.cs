using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Olla.Configuration;
using Olla.Proxy.Engines.Breakers;
using Olla.Proxy.Engines.Delivery;
using Olla.Proxy.Engines.FailOver;
using Olla.Proxy.Engines.Headers;
using Olla.Proxy.Engines.Http1;
using Olla.Proxy.Engines.Timing;

namespace Olla.Proxy.Engines.Olla;

/// <summary>
/// One attempt over this engine's own connections:
/// <code>
/// client ── request ──► (a) take or dial a connection ──► (b) send head and body ──► backend
/// client ◄── (e) body, as it comes ◄── (d) our head ◄── (c) receive the head ◄────── backend
///                                     (f) give the connection back, or close it
/// </code>
/// A pooled connection that turns out dead before the first byte is replaced by a fresh one, once, where the request may be repeated.
/// </summary>
internal sealed class OllaAttempt(
    ProxyOptions options, EngineLimits limits, TimeProvider time, IAttemptRunner framework, EndpointBreakers breakers) : IAttemptRunner
{
    private readonly ConditionalWeakTable<Endpoint, OllaChannel> _channels = [];

    // An endpoint that a reload only moved is another object with the same options, and its connections are still good.
    private readonly ConditionalWeakTable<EndpointOptions, UpstreamPool> _pools = [];
    private readonly CoarseClock _clock = limits.Clock;
    private readonly int _bufferSize = options.EffectiveStreamBufferSize;

    public EndpointChannel ChannelFor(Endpoint endpoint) =>
        _channels.TryGetValue(endpoint, out var channel)
            ? channel
            : _channels.GetValue(endpoint, added =>
                new OllaChannel(added, options, time, breakers.Of(added), _pools.GetValue(added.Options, _ => new UpstreamPool(time))));

    /// <summary>Closes idle connections that are too old or dead; true when some are left.</summary>
    public bool Sweep()
    {
        var some = false;
        foreach (var (_, pool) in _pools)
        {
            some |= pool.Sweep();
        }

        return some;
    }

    /// <summary>Closes all idle connections, and those in use when they come back.</summary>
    public void Close()
    {
        foreach (var (_, pool) in _pools)
        {
            pool.Dispose();
        }
    }

    public async ValueTask<AttemptOutcome> RunAsync(
        ProxyExchange exchange, EndpointChannel channel, ExchangeProgress progress, CancellationToken clientGone)
    {
        var own = (OllaChannel)channel;
        if (!own.IsPlain)
        {
            return await framework.RunAsync(exchange, channel, progress, clientGone);
        }

        var guard = new OllaGuard { Horizon = limits.Horizon(exchange) };
        _clock.Add(guard);
        var registration = clientGone.UnsafeRegister(static state => ((AttemptGuard)state!).ClientGone(), guard);
        try
        {
            // (a)
            if (own.Pool.TryTake() is { } pooled)
            {
                var (outcome, isFullySent) = await ExchangeAsync(exchange, own, pooled, guard, progress);
                if (outcome != AttemptOutcome.ClosedBeforeFirstByte
                    || !FailOverPolicy.MayUseFreshConnection(exchange.Client.Request.Method, options.Retry, isFullySent, progress.Sends))
                {
                    return outcome;
                }
            }

            guard.Touch(_clock.Now, limits.Connect);
            UpstreamConnection fresh;
            try
            {
                fresh = new UpstreamConnection(new SocketTransport(
                    await Dialer.ConnectAsync(own.Address, options.ConnectionKeepAlive, guard.Dialing())));
            }
            catch (Exception error) when (error is SocketException or OperationCanceledException)
            {
                return guard.Interruption switch
                {
                    Interruption.ClientGone => AttemptOutcome.ClientGone,
                    Interruption.TimedOut => progress.Fail(AttemptOutcome.ConnectTimedOut, "no connection within connection_timeout"),
                    _ when Dialer.IsOurShortage(error) =>
                        progress.Fail(AttemptOutcome.Saturated, "the proxy has no file descriptor left for a connection"),
                    _ => progress.Fail(AttemptOutcome.ConnectFailed, "cannot connect", error),
                };
            }

            return (await ExchangeAsync(exchange, own, fresh, guard, progress)).Outcome;
        }
        finally
        {
            _clock.Remove(guard);
            registration.Unregister();
        }
    }

    private async ValueTask<(AttemptOutcome Outcome, bool IsFullySent)> ExchangeAsync(
        ProxyExchange exchange, OllaChannel channel, UpstreamConnection connection, OllaGuard guard, ExchangeProgress progress)
    {
        guard.Watch(connection.Transport);
        connection.AnswerBegun = false;
        progress.Sends++;
        var request = new UpstreamRequest(exchange, channel, connection.Transport, guard, _clock, limits.Head(exchange));
        var sending = Task.CompletedTask;
        var reusable = false;
        AttemptOutcome outcome;
        try
        {
            // (b)
            guard.Touch(_clock.Now, limits.Head(exchange));
            var send = request.SendAsync();
            if (!send.IsCompletedSuccessfully)
            {
                // A backend may answer before it has read all of a big body, so its answer is awaited meanwhile.
                sending = send.AsTask();
            }

            // (c)
            if (!await ReceiveHeadAsync(connection, exchange.Client.Request.Method == "HEAD"))
            {
                outcome = NoHead(connection, guard, progress, connection.Head.Complaint);
            }
            else
            {
                request.IsAnswered = true;
                outcome = await RelayAsync(exchange, channel, connection, guard, progress);
                reusable = outcome == AttemptOutcome.Completed && sending.IsCompletedSuccessfully && IsReusable(connection);
            }
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
        {
            outcome = progress.Committed
                ? Broken(exchange, guard, progress, "connection to the backend broke: " + error.Message)
                : NoHead(connection, guard, progress, "connection to the backend broke: " + error.Message);
        }
        finally
        {
            // (f)
            if (reusable && guard.TryFinish())
            {
                channel.Pool.Return(connection);
            }
            else
            {
                connection.Dispose();
                _ = sending.ContinueWith(
                    static sent => sent.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            }
        }

        return (outcome, request.IsFullySent);
    }

    private async ValueTask<AttemptOutcome> RelayAsync(
        ProxyExchange exchange, OllaChannel channel, UpstreamConnection connection, OllaGuard guard, ExchangeProgress progress)
    {
        // (d)
        var head = connection.Head;
        var decoder = new BodyDecoder(head.Framing, head.ContentLength ?? 0);
        var body = Begin(exchange, channel, head, decoder.Framing, progress);

        // (e)
        var relay = new StreamRelay(connection, body, progress, guard, _clock, limits.Read, _bufferSize);
        var end = await relay.RunAsync(decoder, discard: head.Status == StatusCodes.Status205ResetContent);

        // An interrupted connection ends like one that the backend closed.
        if (end == RelayEnd.Complete && guard.Interruption == Interruption.None)
        {
            guard.Pause();
            return await body.FinishAsync() ? AttemptOutcome.Completed : AttemptOutcome.ClientGone;
        }

        return end == RelayEnd.ClientGone ? AttemptOutcome.ClientGone : Broken(exchange, guard, progress, end == RelayEnd.Malformed
            ? AnswerRules.BrokenChunks
            : AnswerRules.Truncated);
    }

    private ClientBody Begin(ProxyExchange exchange, OllaChannel channel, ResponseHeadParser head, BodyFraming framing, ExchangeProgress progress)
    {
        var contentType = head.Find("Content-Type");
        progress.Commit(exchange, channel.Endpoint, head.Status, contentType, framing == BodyFraming.UntilClose && !head.HasEncodedBody);
        var response = exchange.Client.Response;
        var target = new ResponseHead(response, channel.Headers, head.Connection);
        target.Begin(exchange, head.Status, progress.HeadReceived(head.Status));
        foreach (var (name, value) in head.Fields)
        {
            target.Add(name, value);
        }

        // The length of a body that is not sent is still information, but for a status that has none.
        if (head.ContentLength is { } length && head.Status is not (StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent))
        {
            response.ContentLength = length;
        }

        var declared = framing == BodyFraming.Length ? head.ContentLength : null;
        var mode = DeliveryDecision.For(options.Profile, contentType, exchange.StreamRequested, declared, _bufferSize);
        return ClientBody.For(response, mode, options, time);
    }

    private static bool IsReusable(UpstreamConnection connection) =>
        !connection.Head.WillClose && connection.Buffered.IsEmpty;

    /// <summary>Receives the head of the final answer, past interim ones; false when none came or it is broken.</summary>
    private static async ValueTask<bool> ReceiveHeadAsync(UpstreamConnection connection, bool answersHead)
    {
        var head = connection.Head;
        var interim = 0;
        head.Reset();
        while (true)
        {
            if (!connection.Buffered.IsEmpty)
            {
                var verdict = head.Parse(connection.Buffered, answersHead, out var length);
                if (verdict == HeadVerdict.Refused)
                {
                    return false;
                }

                if (verdict == HeadVerdict.Complete)
                {
                    connection.Consume(length);
                    if (head.Status >= 200)
                    {
                        return true;
                    }

                    // Nobody asked for another protocol, so a switch is as wrong as interim answers without end.
                    if (head.Status == StatusCodes.Status101SwitchingProtocols || ++interim > HeadLimits.MaximumInterim)
                    {
                        head.Reset(AnswerRules.NoFinalAnswer);
                        return false;
                    }

                    head.Reset();
                    continue;
                }
            }

            var received = await connection.ReceiveAsync(HeadLimits.MaximumSize);
            if (received == 0)
            {
                return false;
            }

            connection.Received(received);
        }
    }

    private static AttemptOutcome NoHead(UpstreamConnection connection, OllaGuard guard, ExchangeProgress progress, string complaint) =>
        guard.Interruption switch
        {
            Interruption.ClientGone => AttemptOutcome.ClientGone,
            Interruption.TimedOut => progress.Fail(AttemptOutcome.HeadTimedOut, "no response head in time"),
            _ when !connection.AnswerBegun => progress.Fail(
                AttemptOutcome.ClosedBeforeFirstByte, complaint.Length > 0 ? complaint : "backend closed the connection without an answer"),
            _ => progress.Fail(
                AttemptOutcome.BadResponse, complaint.Length > 0 ? complaint : "backend closed the connection inside the response head"),
        };

    /// <summary>The answer broke after its head went out: the client must not take it for complete.</summary>
    private static AttemptOutcome Broken(ProxyExchange exchange, OllaGuard guard, ExchangeProgress progress, string reason)
    {
        if (guard.Interruption == Interruption.ClientGone)
        {
            return AttemptOutcome.ClientGone;
        }

        exchange.Client.Abort();
        return progress.Fail(
            AttemptOutcome.BrokenStream, guard.Interruption == Interruption.TimedOut ? "backend fell silent for longer than read_timeout" : reason);
    }
}
