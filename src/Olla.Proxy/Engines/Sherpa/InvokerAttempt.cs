using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using System.Text;
using Olla.Configuration;
using Olla.Proxy.Engines.Bodies;
using Olla.Proxy.Engines.Delivery;
using Olla.Proxy.Engines.FailOver;
using Olla.Proxy.Engines.Headers;
using Olla.Proxy.Engines.Http1;
using Olla.Proxy.Engines.Olla;
using Olla.Proxy.Engines.Timing;

namespace Olla.Proxy.Engines.Sherpa;

/// <summary>Whether all endpoints share one client.</summary>
internal enum InvokerSharing
{
    Shared,

    /// <summary>One client each, which may speak HTTP/2 over TLS.</summary>
    PerEndpoint,
}

/// <summary>
/// One attempt through the framework's client:
/// <code>
/// client ── request ──► (a) build ──► (b) send, await the head ──► backend
/// client ◄── (d) body, read by read ◄── (c) our head ◄──────────── backend
/// </code>
/// </summary>
internal sealed partial class InvokerAttempt(ProxyOptions options, EngineLimits limits, TimeProvider time, InvokerSharing sharing)
    : IAttemptRunner, IDisposable
{
    private readonly ConditionalWeakTable<Endpoint, EndpointChannel> _channels = [];
    private readonly InvokerPool _invokers = new(options, time, sharing);
    private readonly CoarseClock _clock = limits.Clock;
    private readonly int _bufferSize = options.EffectiveStreamBufferSize;

    public EndpointChannel ChannelFor(Endpoint endpoint) =>
        _channels.TryGetValue(endpoint, out var channel)
            ? channel
            : _channels.GetValue(endpoint, added => new EndpointChannel(added, options, time, breaker: null));

    public void Dispose() => _invokers.Dispose();

    public async ValueTask<AttemptOutcome> RunAsync(
        ProxyExchange exchange, EndpointChannel channel, ExchangeProgress progress, CancellationToken clientGone)
    {
        using var guard = new InvokerGuard { Horizon = limits.Horizon(exchange) };
        _clock.Add(guard);
        using var registration = clientGone.UnsafeRegister(static state => ((AttemptGuard)state!).ClientGone(), guard);
        try
        {
            var (outcome, mayRepeat) = await ExchangeAsync(exchange, channel, guard, progress);
            return outcome == AttemptOutcome.ClosedBeforeFirstByte && mayRepeat
                ? (await ExchangeAsync(exchange, channel, guard, progress)).Outcome
                : outcome;
        }
        finally
        {
            _ = guard.TryFinish();
            _clock.Remove(guard);
        }
    }

    private async ValueTask<(AttemptOutcome Outcome, bool MayRepeat)> ExchangeAsync(
        ProxyExchange exchange, EndpointChannel channel, InvokerGuard guard, ExchangeProgress progress)
    {
        // (a)
        var invoker = _invokers.For(channel.Endpoint);
        var dialsBefore = invoker.Dials;
        using var request = Build(exchange, channel, guard);
        try
        {
            // (b)
            // The dial has a limit of its own, which must not look like a silent backend.
            guard.Touch(_clock.Now, Watch.Sum(limits.Connect, limits.Head(exchange)));
            progress.Sends++;
            using var response = await invoker.Invoker.SendAsync(request, guard.Token);
            // (c) and (d)
            return (await RelayAsync(exchange, channel, response, guard, progress), false);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException or SocketException)
        {
            if (progress.Committed)
            {
                return (Broken(exchange, guard, progress, error), false);
            }

            var outcome = Classify(guard, progress, error);
            var wasRefused = error.InnerException is UnaskedBytesException;
            if (wasRefused || outcome is AttemptOutcome.ConnectFailed or AttemptOutcome.ConnectTimedOut or AttemptOutcome.TlsFailed or AttemptOutcome.Saturated)
            {
                // No byte of it left.
                progress.Sends--;
            }

            var isFullySent = request.Content is not KnownBody { IsFullySent: false };
            // Without a dial meanwhile the request went out on a connection that was idle, and may have died there.
            var wasReused = invoker.Dials == dialsBefore;
            return (outcome, wasRefused || (wasReused
                && FailOverPolicy.MayUseFreshConnection(exchange.Client.Request.Method, options.Retry, isFullySent, progress.Sends)));
        }
    }

    private HttpRequestMessage Build(ProxyExchange exchange, EndpointChannel channel, InvokerGuard guard)
    {
        var client = ClientRequestHead.From(exchange.Client);
        var url = channel.Endpoint.Url;
        var target = channel.Target.For(exchange.PathFor(channel.Endpoint), exchange.Query);
        var request = new HttpRequestMessage(new HttpMethod(client.Method), new Uri(
            url.GetLeftPart(UriPartial.Authority) + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (sharing == InvokerSharing.PerEndpoint && url.Scheme == Uri.UriSchemeHttps)
        {
            request.Version = HttpVersion.Version20;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        }

        var body = exchange.Body;
        if (exchange.ModelByEndpoint?.TryGetValue(channel.Endpoint, out var model) == true)
        {
            body = ModelRewriter.Rewrite(body, model);
        }

        if (!body.IsEmpty || exchange.BodyWasChunked || client.Fields.ContentLength is not null || client.Method is "POST" or "PUT" or "PATCH")
        {
            request.Content = new KnownBody(body, exchange.BodyWasChunked, () => guard.Touch(_clock.Now, limits.Head(exchange)));
            request.Headers.TransferEncodingChunked = exchange.BodyWasChunked;
        }

        var fields = new RequestFields(request);
        RequestHeaders.Build(client, channel.Headers, exchange.Model, ref fields);
        request.Headers.Host = channel.Headers.Authority;
        return request;
    }

    private async ValueTask<AttemptOutcome> RelayAsync(
        ProxyExchange exchange, EndpointChannel channel, HttpResponseMessage response, InvokerGuard guard, ExchangeProgress progress)
    {
        // (c)
        var client = exchange.Client.Response;
        var mode = WriteHead(exchange, channel, response, progress);
        progress.Commit(exchange, channel.Endpoint, (int)response.StatusCode, client.ContentType, EndsWithConnection(response));
        var body = ClientBody.For(client, mode, options, time);
        var mayHaveBody = exchange.Client.Request.Method != "HEAD" && response.StatusCode is not
            (HttpStatusCode.NoContent or HttpStatusCode.NotModified or HttpStatusCode.ResetContent) && client.ContentLength != 0;
        if (!mayHaveBody)
        {
            return AttemptOutcome.Completed;
        }

        // (d)
        await using var source = await response.Content.ReadAsStreamAsync(guard.Token);
        // The head leaves with the first bytes if they are there, and never waits for them; nor for bytes that are to be held back.
        var headIsOut = body.Mode == DeliveryMode.Collecting && !(client.ContentLength <= _bufferSize);
        if (headIsOut && !await body.FlushAsync())
        {
            return AttemptOutcome.ClientGone;
        }

        var isUndelivered = !headIsOut;
        var taken = 0;
        while (true)
        {
            // A stream that waits for its next event holds no buffer. What is there leaves together, as long as it fits into one forward.
            guard.Touch(_clock.Now, limits.Read);
            var waiting = source.ReadAsync(Memory<byte>.Empty, guard.Token);
            if (isUndelivered && (taken >= _bufferSize || !waiting.IsCompletedSuccessfully))
            {
                progress.PieceRelayed();
                var delivery = headIsOut ? body.DeliverAsync() : body.FlushAsync();
                (headIsOut, isUndelivered, taken) = (true, false, 0);
                if (!await LeaveAsync(delivery, guard))
                {
                    // The connection cannot be let go under a read.
                    guard.ClientGone();
                    await ((Task)waiting.AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    return AttemptOutcome.ClientGone;
                }
            }

            _ = await body.AwaitAsync(waiting);
            var room = body.GetMemory(1);
            var count = await source.ReadAsync(room[..Math.Min(room.Length, _bufferSize)], guard.Token);
            if (count > 0)
            {
                progress.BytesReceived(room.Span[..count]);
                body.Advance(count);
                (isUndelivered, taken) = (true, taken + count);
                continue;
            }

            progress.PieceRelayed();
            guard.Pause();
            if (progress.LacksLastEvent)
            {
                _ = await body.FlushAsync();
                exchange.Client.Abort();
                return progress.Fail(AttemptOutcome.BrokenStream, AnswerRules.Truncated);
            }

            return await body.FinishAsync() ? AttemptOutcome.Completed : AttemptOutcome.ClientGone;
        }
    }

    /// <summary>Waits for a delivery; false when the client is gone. While the client makes us wait, the backend's deadline rests.</summary>
    private async ValueTask<bool> LeaveAsync(ValueTask<bool> delivery, InvokerGuard guard)
    {
        if (delivery.IsCompleted)
        {
            return await delivery;
        }

        guard.Pause();
        var isThere = await delivery;
        guard.Touch(_clock.Now, limits.Read);
        return isThere;
    }

    private DeliveryMode WriteHead(ProxyExchange exchange, EndpointChannel channel, HttpResponseMessage response, ExchangeProgress progress)
    {
        var status = (int)response.StatusCode;
        var client = exchange.Client.Response;
        var connection = response.Headers.NonValidated.TryGetValues("Connection", out var tokens) ? tokens.ToString() : null;
        var head = new ResponseHead(client, channel.Headers, connection);
        head.Begin(exchange, status, progress.HeadReceived(status));
        foreach (var (name, values) in response.Headers.NonValidated)
        {
            foreach (var value in values)
            {
                head.Add(name, value);
            }
        }

        foreach (var (name, values) in response.Content.Headers.NonValidated)
        {
            foreach (var value in values)
            {
                head.Add(name, value);
            }
        }

        var length = response.Content.Headers.ContentLength;
        if (response.StatusCode is not (HttpStatusCode.NoContent or HttpStatusCode.ResetContent))
        {
            client.ContentLength = length;
        }

        return DeliveryDecision.For(
            options.Profile, client.ContentType, exchange.StreamRequested, length, _bufferSize);
    }

    private static bool EndsWithConnection(HttpResponseMessage response) =>
        response.Version.Major == 1 && response.Content.Headers.ContentLength is null && response.Headers.TransferEncodingChunked != true
        && !IsEncoded(response.Content.Headers);

    private static bool IsEncoded(HttpContentHeaders headers) => headers.NonValidated.TryGetValues("Content-Encoding", out var codings)
        && !codings.All(static coding => coding.Length == 0 || coding.Equals("identity", StringComparison.OrdinalIgnoreCase));
}
