using System.Net.Sockets;

namespace Olla.Proxy.Engines.Sherpa;

/// <summary>
/// A connection that sends no request while it holds bytes nobody asked for: they would be taken for the answer. The framework's client
/// looks for them when it takes an idle connection, but not when it hands a returned one straight to a request that waits.
/// It also stops sending a body that the backend has refused already: the framework's client reads no answer before its request is out.
/// </summary>
internal sealed class ExchangeStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    /// <summary>Bodies up to this size fit a socket's buffer: sending them does not wait for the backend.</summary>
    private const int Small = 64 * 1024;

    private const string StatusLine = "HTTP/1.1 4";

    /// <summary>Whether the next write begins a request: what was read since the last one was the answer before it.</summary>
    private bool _hasRead;

    /// <summary>Whether the end of a request was left out, so that this connection can carry no other.</summary>
    private bool _isCut;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // At the call, not at the end: a read that the client begins before its request must not make the body's writes look like requests.
        _hasRead = true;
        return base.ReadAsync(buffer, cancellationToken);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_hasRead && (_isCut || Socket.Available > 0))
        {
            return ValueTask.FromException(new UnaskedBytesException());
        }

        _hasRead = false;
        if (_isCut)
        {
            return ValueTask.CompletedTask;
        }

        return buffer.Length <= Small ? base.WriteAsync(buffer, cancellationToken) : WriteUnlessRefusedAsync(buffer, cancellationToken);
    }

    private async ValueTask WriteUnlessRefusedAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var writing = base.WriteAsync(buffer, stop.Token).AsTask();
        var refusal = IsRefusedAsync(stop.Token);
        if (await Task.WhenAny(writing, refusal) == refusal && refusal is { IsCompletedSuccessfully: true, Result: false })
        {
            await ((Task)writing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await stop.CancelAsync();
        await ((Task)writing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ((Task)refusal).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        if (writing.IsCompletedSuccessfully)
        {
            return;
        }

        // Whatever the backend said before it closed is its answer.
        _isCut = Socket.Available > 0;
        if (!_isCut)
        {
            await writing;
        }
    }

    /// <summary>Waits for bytes; whether they begin an answer of 400 or more, after which no backend reads on.</summary>
    private async Task<bool> IsRefusedAsync(CancellationToken cancellationToken)
    {
        _ = await Socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, cancellationToken);
        return Socket.Available >= StatusLine.Length && Peek() is (byte)'4' or (byte)'5';
    }

    private byte Peek()
    {
        Span<byte> line = stackalloc byte[StatusLine.Length];
        return Socket.Receive(line, SocketFlags.Peek) == line.Length ? line[^1] : (byte)0;
    }
}
