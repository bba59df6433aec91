using Olla.Proxy.Engines.Bodies;
using Olla.Proxy.Engines.FailOver;
using Olla.Proxy.Engines.Headers;
using Olla.Proxy.Engines.Timing;

namespace Olla.Proxy.Engines.Olla;

/// <summary>A request on its way to a backend.</summary>
/// <param name="exchange">What is sent.</param>
/// <param name="channel">To whom.</param>
/// <param name="transport">Over what.</param>
/// <param name="guard">Told of progress.</param>
/// <param name="clock">Tells the time.</param>
/// <param name="headLimit">How long the backend may be silent, in ticks of the clock.</param>
internal sealed class UpstreamRequest(
    ProxyExchange exchange, EndpointChannel channel, UpstreamTransport transport, AttemptGuard guard, CoarseClock clock, long headLimit)
{
    /// <summary>Bodies up to this size leave in one send with their head.</summary>
    private const int OneSend = 32 * 1024;

    /// <summary>Bigger bodies leave in pieces, so that progress is seen.</summary>
    private const int Piece = 128 * 1024;

    private static readonly byte[] LastChunk = "\r\n0\r\n\r\n"u8.ToArray();

    /// <summary>Whether the backend may have got all of it.</summary>
    public bool IsFullySent { get; private set; }

    /// <summary>Set once the answer has begun: from then on the relay keeps the deadline.</summary>
    public bool IsAnswered { get; set; }

    /// <summary>Sends it; completes at once unless the body is big or the backend does not read.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public ValueTask SendAsync()
    {
        var body = exchange.Body;
        if (exchange.ModelByEndpoint?.TryGetValue(channel.Endpoint, out var model) == true)
        {
            body = ModelRewriter.Rewrite(body, model);
        }

        var client = ClientRequestHead.From(exchange.Client);
        var isSmall = body.Length <= OneSend;
        var isChunked = exchange.BodyWasChunked;
        var writer = new RequestHeadWriter(2048 + (isSmall ? body.Length : 0));
        writer.Begin(client.Method, channel.Target.For(exchange.PathFor(channel.Endpoint), exchange.Query), channel.Headers.Authority);
        RequestHeaders.Build(client, channel.Headers, exchange.Model, ref writer);
        writer.End(body.Length, isChunked, client.Fields.ContentLength is not null || client.Method is "POST" or "PUT" or "PATCH");
        if (isChunked && !body.IsEmpty)
        {
            writer.BeginChunk(body.Length);
        }

        if (isSmall)
        {
            writer.Write(body.Span);
            if (isChunked)
            {
                // An empty body has no chunk but the last one.
                writer.Write(body.IsEmpty ? LastChunk.AsSpan(2) : LastChunk);
            }

            body = default;
        }

        var sending = transport.SendAsync(writer.Written);
        if (isSmall && sending.IsCompletedSuccessfully)
        {
            writer.Dispose();
            IsFullySent = true;
            return ValueTask.CompletedTask;
        }

        return SendRestAsync(sending, writer, body);
    }

    private async ValueTask SendRestAsync(ValueTask sending, RequestHeadWriter writer, ReadOnlyMemory<byte> rest)
    {
        try
        {
            await sending;
        }
        finally
        {
            writer.Dispose();
        }

        for (var offset = 0; offset < rest.Length; offset += Piece)
        {
            await transport.SendAsync(rest.Slice(offset, Math.Min(Piece, rest.Length - offset)));
            // A body on its way is progress: the wait for the answer begins anew with every piece.
            if (!IsAnswered)
            {
                guard.Touch(clock.Now, headLimit);
            }
        }

        if (exchange.BodyWasChunked && !rest.IsEmpty)
        {
            await transport.SendAsync(LastChunk);
        }

        IsFullySent = true;
    }
}
