using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Olla.Proxy.Engines.Http1;

namespace Olla.Proxy.Engines.Sherpa;

/// <summary>
/// A backend's connection under the framework's client, held to the rules of the other relays. The client reads answers by laxer rules of
/// its own; looks for bytes nobody asked for when it takes an idle connection, but not when it hands a returned one straight to a request
/// that waits; and looks for an answer only when it has sent all of a request.
/// </summary>
/// <param name="inner">The bytes, decrypted; owned.</param>
/// <param name="socket">The connection itself where it is not encrypted; null where bytes of TLS may come between two answers.</param>
internal sealed class ExchangeStream(Stream inner, Socket? socket) : Stream
{
    private readonly AnswerFollower _answers = new();

    /// <summary>Whether the next write begins a request: what was read since the last one was the answer before it.</summary>
    private bool _beginsRequest = true;

    /// <summary>An answer came before all of its request had left, so that nothing may follow on this connection.</summary>
    private bool _isCutShort;

    private string? _complaint;

    public override bool CanRead => true;
    public override bool CanWrite => true;
    public override bool CanSeek => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // At the call, not at the end: a read that the client begins before its request must not make the body's writes look like requests.
        _beginsRequest = true;
        if (_complaint is not null)
        {
            return ValueTask.FromException<int>(new BadAnswerException(_complaint));
        }

        var reading = inner.ReadAsync(buffer, cancellationToken);
        if (buffer.IsEmpty)
        {
            return reading;
        }

        return reading.IsCompletedSuccessfully ? ValueTask.FromResult(Follow(buffer, reading.Result)) : AwaitReadAsync(reading, buffer);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_beginsRequest)
        {
            if (_isCutShort || _complaint is not null || socket?.Available > 0)
            {
                return ValueTask.FromException(new UnaskedBytesException());
            }

            _beginsRequest = false;
            _answers.Asked(buffer.Span);
        }

        if (_isCutShort)
        {
            return ValueTask.CompletedTask;
        }

        var writing = inner.WriteAsync(buffer, cancellationToken);
        return socket is null || writing.IsCompletedSuccessfully ? writing : AwaitWriteAsync(writing.AsTask(), socket);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The client reads asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("The client writes asynchronously.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> AwaitReadAsync(ValueTask<int> reading, Memory<byte> buffer) => Follow(buffer, await reading);

    /// <summary>A body that breaks is shown as far as it is in order, as on the other relays; of a broken head nothing is.</summary>
    private int Follow(Memory<byte> buffer, int count)
    {
        if (_answers.Follow(buffer.Span[..count], out var accepted) is not { } complaint)
        {
            return count;
        }

        _complaint = complaint;
        return _answers.IsInHead || accepted == 0 ? throw new BadAnswerException(complaint) : accepted;
    }

    /// <summary>A backend that does not take the request, or no longer, may have answered it: its answer is worth more than the rest.</summary>
    private async ValueTask AwaitWriteAsync(Task writing, Socket connection)
    {
        var answer = connection.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None).AsTask();
        _ = answer.ContinueWith(static ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        _ = await Task.WhenAny(writing, answer);
        if (writing.IsCompletedSuccessfully)
        {
            return;
        }

        if (connection.Connected && connection.Available == 0 && !writing.IsCompleted)
        {
            // The backend closed its side without an answer; whether it takes the rest will show.
            await Task.WhenAny(writing);
        }

        if (!writing.IsCompletedSuccessfully && connection.Available > 0)
        {
            _isCutShort = true;
            _ = writing.ContinueWith(static ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            return;
        }

        await writing;
    }
}
