using Olla.Proxy.Engines.Delivery;
using Olla.Proxy.Engines.FailOver;
using Olla.Proxy.Engines.Http1;
using Olla.Proxy.Engines.Timing;

namespace Olla.Proxy.Engines.Olla;

/// <summary>How a body ended.</summary>
internal enum RelayEnd
{
    Complete,

    /// <summary>The connection ended before the body did.</summary>
    Truncated,

    /// <summary>The framing broke.</summary>
    Malformed,

    /// <summary>The client does not take any more.</summary>
    ClientGone,
}

/// <summary>
/// The hot loop of this engine: a backend's body, decoded, to the client. Per event it costs one receive, one copy, one flush, and
/// allocates nothing.
/// </summary>
/// <param name="connection">The backend, its head parsed; bytes behind the head may be buffered already.</param>
/// <param name="body">The client.</param>
/// <param name="progress">Counts.</param>
/// <param name="guard">Cuts a backend that stalls; rests while the client is slow.</param>
/// <param name="clock">Tells the time without asking the system.</param>
/// <param name="readLimit">Longest gap between two receives, in ticks of the clock.</param>
/// <param name="bufferSize">Bytes taken at once, and forwarded at once.</param>
internal sealed class StreamRelay(
    UpstreamConnection connection, ClientBody body, ExchangeProgress progress, AttemptGuard guard, CoarseClock clock, long readLimit, int bufferSize)
{
    /// <summary>Runs to the end of the body. What completes it is left to leave with the end of the client's response, in one write.</summary>
    /// <param name="decoder">Framing of the body.</param>
    /// <param name="discard">Whether the bytes are dropped, for answers that may have no body.</param>
    /// <exception cref="IOException">The backend's connection broke.</exception>
    public async ValueTask<RelayEnd> RunAsync(BodyDecoder decoder, bool discard)
    {
        // (0) the head leaves before bytes that are to be held back
        if (body.Mode == DeliveryMode.Collecting && !decoder.IsCovered(connection.Buffered.Length) && !await FlushHeadAsync())
        {
            return RelayEnd.ClientGone;
        }

        var taken = 0;
        while (true)
        {
            // (1) what is buffered
            taken += connection.Buffered.Length;
            switch (Drain(ref decoder, discard))
            {
                case DecodeStatus.Complete:
                    progress.PieceRelayed();
                    return RelayEnd.Complete;
                case DecodeStatus.Malformed:
                    return RelayEnd.Malformed;
            }

            // (2) what is there besides, as long as it fits into one forward
            if (connection.MayHoldMore && taken < bufferSize && connection.TryReceive(bufferSize - taken) is var more and >= 0)
            {
                if (more == 0)
                {
                    return ConnectionEnded(decoder);
                }

                continue;
            }

            // (3) forward
            connection.Relax();
            progress.PieceRelayed();
            taken = 0;
            var delivery = body.DeliverAsync();
            if (!delivery.IsCompleted)
            {
                guard.Pause();
            }

            if (!await delivery)
            {
                return RelayEnd.ClientGone;
            }

            // (4) wait
            guard.Touch(clock.Now, readLimit);
            var received = await body.AwaitAsync(connection.ReceiveAsync(bufferSize));
            if (received == 0)
            {
                return ConnectionEnded(decoder);
            }

            connection.Received(received);
        }
    }

    private RelayEnd ConnectionEnded(in BodyDecoder decoder) =>
        decoder.MayEndWithConnection && !progress.LacksLastEvent ? RelayEnd.Complete : RelayEnd.Truncated;

    private DecodeStatus Drain(ref BodyDecoder decoder, bool discard)
    {
        while (true)
        {
            var status = decoder.Next(connection.Buffered, out var consumed, out var payload);
            if (status == DecodeStatus.Payload)
            {
                progress.BytesReceived(payload);
                if (!discard)
                {
                    body.Append(payload);
                }
            }

            connection.Consume(consumed);
            if (status != DecodeStatus.Payload)
            {
                return status;
            }
        }
    }

    private ValueTask<bool> FlushHeadAsync()
    {
        guard.Pause();
        return body.FlushAsync();
    }
}
