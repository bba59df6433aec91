namespace Olla.Proxy.Engines.Olla;

/// <summary>
/// The bytes of one connection to a backend; a socket, or memory in tests and benchmarks. Only <see cref="Interrupt"/> may be called
/// by a second thread.
/// </summary>
internal abstract class UpstreamTransport : IDisposable
{
    /// <summary>Waits for bytes; zero means the backend closed its side.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public abstract ValueTask<int> ReceiveAsync(Memory<byte> buffer);

    /// <summary>Takes bytes that are there already; zero means the backend closed its side, -1 that there are none.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public abstract int TryReceive(Span<byte> buffer);

    /// <summary>Sends all of it.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public abstract ValueTask SendAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Whether the connection is open and nothing came unasked, so that a request may be put on it.</summary>
    public abstract bool IsQuiet();

    /// <summary>Makes pending and later calls return or fail at once. Never throws.</summary>
    public abstract void Interrupt();

    /// <summary>Closes it.</summary>
    public abstract void Dispose();
}
