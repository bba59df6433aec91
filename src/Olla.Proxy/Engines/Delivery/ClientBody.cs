using System.Buffers;
using System.IO.Pipelines;
using Olla.Configuration;

namespace Olla.Proxy.Engines.Delivery;

/// <summary>The body on its way to the client: bytes are appended, and leave when the delivery mode says so. One thread at a time.</summary>
/// <param name="writer">The client's side; bounds what it buffers by letting a flush wait.</param>
/// <param name="endsInChunk">Whether the end of the response writes a last chunk.</param>
/// <param name="mode">When bytes leave.</param>
/// <param name="bufferSize">Bytes collected before they leave in <see cref="DeliveryMode.Collecting"/>.</param>
/// <param name="flushInterval">How long collected bytes may wait; zero means until the buffer is full.</param>
/// <param name="time">Where time comes from.</param>
internal sealed class ClientBody(
    PipeWriter writer, bool endsInChunk, DeliveryMode mode, int bufferSize, TimeSpan flushInterval, TimeProvider time)
{
    /// <summary>The body of a client's response whose head is set and not sent.</summary>
    public static ClientBody For(HttpResponse response, DeliveryMode mode, ProxyOptions options, TimeProvider time)
    {
        var endsInChunk = response.ContentLength is null && HttpProtocol.IsHttp11(response.HttpContext.Request.Protocol);
        return new ClientBody(
            response.BodyWriter, endsInChunk, mode, options.EffectiveStreamBufferSize, options.StreamFlushInterval, time);
    }

    private long _firstPendingAt;

    public DeliveryMode Mode => mode;

    /// <summary>Bytes appended that have not left yet.</summary>
    public int Pending { get; private set; }

    /// <summary>Room for the next bytes; <see cref="Advance"/> says how many were put there.</summary>
    public Memory<byte> GetMemory(int atLeast) => writer.GetMemory(atLeast);

    /// <summary>Takes bytes written to what <see cref="GetMemory"/> gave.</summary>
    public void Advance(int count)
    {
        writer.Advance(count);
        Count(count);
    }

    /// <summary>Takes bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        writer.Write(bytes);
        Count(bytes.Length);
    }

    /// <summary>Lets bytes leave if the mode says so; false when the client is gone.</summary>
    public ValueTask<bool> DeliverAsync()
    {
        var due = mode == DeliveryMode.Streaming || Pending >= bufferSize
            || (Pending > 0 && flushInterval > TimeSpan.Zero && time.GetElapsedTime(_firstPendingAt) >= flushInterval);
        return due ? FlushAsync() : new ValueTask<bool>(true);
    }

    /// <summary>Lets everything leave, the head included; false when the client is gone.</summary>
    public ValueTask<bool> FlushAsync()
    {
        Pending = 0;
        var flush = writer.FlushAsync(CancellationToken.None);
        if (flush.IsCompletedSuccessfully)
        {
            var result = flush.Result;
            return new ValueTask<bool>(!result.IsCompleted && !result.IsCanceled);
        }

        return WaitAsync(flush);
    }

    /// <summary>
    /// The body is complete. What is pending leaves with the last chunk that the end of the response writes, in one send; without such
    /// a chunk nothing would push it. False when the client is gone.
    /// </summary>
    public ValueTask<bool> FinishAsync() => Pending == 0 || endsInChunk ? new ValueTask<bool>(true) : FlushAsync();

    /// <summary>Waits for the backend, and meanwhile lets collected bytes leave when their time has come.</summary>
    public ValueTask<int> AwaitAsync(ValueTask<int> read) =>
        Pending == 0 || flushInterval <= TimeSpan.Zero || read.IsCompleted ? read : AwaitAndFlushAsync(read.AsTask());

    private async ValueTask<int> AwaitAndFlushAsync(Task<int> read)
    {
        using var noLonger = new CancellationTokenSource();
        var left = flushInterval - time.GetElapsedTime(_firstPendingAt);
        if (left > TimeSpan.Zero && await Task.WhenAny(read, Task.Delay(left, time, noLonger.Token)) == read)
        {
            await noLonger.CancelAsync();
            return await read;
        }

        // A client that left is noticed by the next delivery.
        _ = await FlushAsync();
        return await read;
    }

    private static async ValueTask<bool> WaitAsync(ValueTask<FlushResult> flush)
    {
        var result = await flush;
        return !result.IsCompleted && !result.IsCanceled;
    }

    private void Count(int count)
    {
        if (Pending == 0 && flushInterval > TimeSpan.Zero)
        {
            _firstPendingAt = time.GetTimestamp();
        }

        Pending += count;
    }
}
