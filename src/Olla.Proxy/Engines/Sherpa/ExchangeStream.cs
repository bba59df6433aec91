using System.Net.Sockets;

namespace Olla.Proxy.Engines.Sherpa;

/// <summary>
/// A connection that sends no request while it holds bytes nobody asked for: they would be taken for the answer. The framework's client
/// looks for them when it takes an idle connection, but not when it hands a returned one straight to a request that waits.
/// </summary>
internal sealed class ExchangeStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    /// <summary>Whether the next write begins a request: what was read since the last one was the answer before it.</summary>
    private bool _hasRead;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // At the call, not at the end: a read that the client begins before its request must not make the body's writes look like requests.
        _hasRead = true;
        return base.ReadAsync(buffer, cancellationToken);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_hasRead && Socket.Available > 0)
        {
            return ValueTask.FromException(new UnaskedBytesException());
        }

        _hasRead = false;
        return base.WriteAsync(buffer, cancellationToken);
    }
}
