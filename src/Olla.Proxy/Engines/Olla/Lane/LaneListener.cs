using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Olla.Proxy.Engines.Olla.Lane;

/// <summary>
/// One listening socket of the lane. Kestrel accepts from it only what the loops hand over. Closing it drains: it waits for the lane's
/// exchanges as long as Kestrel's shutdown allows.
/// </summary>
internal sealed class LaneListener : IConnectionListener
{
    /// <summary>Connections that may wait to be accepted; the system lowers it to its own limit.</summary>
    private const int Backlog = 4096;

    private static readonly TimeSpan DrainCheck = TimeSpan.FromMilliseconds(20);

    private readonly Socket _socket;
    private readonly LaneGroup _group;
    private readonly SocketConnectionContextFactory _contexts;
    private readonly TimeProvider _time;
    private readonly Channel<ConnectionContext> _accepted = Channel.CreateUnbounded<ConnectionContext>();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _loopsListening;
    private int _isUnbound;

    private LaneListener(Socket socket, LaneGroup group, SocketConnectionContextFactory contexts, TimeProvider time)
    {
        _socket = socket;
        _group = group;
        _contexts = contexts;
        _time = time;
        EndPoint = socket.LocalEndPoint!;
        Descriptor = (int)socket.Handle;
        _loopsListening = group.Loops.Length;
    }

    public EndPoint EndPoint { get; }

    /// <summary>The listening socket, shared by all loops.</summary>
    public int Descriptor { get; }

    /// <exception cref="AddressInUseException">Another process listens there.</exception>
    public static LaneListener Open(IPEndPoint endPoint, LaneGroup group, SocketConnectionContextFactory contexts, TimeProvider time)
    {
        Socket? socket = null;
        try
        {
            socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
            socket.Listen(Backlog);
            socket.Blocking = false;
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            socket?.Dispose();
            throw new AddressInUseException(error.Message, error);
        }
        var listener = new LaneListener(socket, group, contexts, time);
        group.Post(new LaneCommand(LaneCommandKind.Listen, listener));
        return listener;
    }

    /// <summary>Gives a connection to Kestrel, with what was read of it already; called by loops.</summary>
    public void HandOver(int descriptor, byte[] bytes, LaneHandOver? done)
    {
        var socket = new Socket(new SafeSocketHandle(descriptor, ownsHandle: true));
        var context = _contexts.Create(socket);
        context.Transport = new PrefixedTransport(context.Transport, bytes);
        context.Features.Set<IMemoryPoolFeature>(Pool.Instance);
        if (done is not null) context.Features.Set(done);
        if (_accepted.Writer.TryWrite(context)) return;
        // Kestrel takes no more: the process ends.
        context.Abort();
        _ = context.DisposeAsync().AsTask();
    }

    private sealed class Pool : IMemoryPoolFeature
    {
        public static readonly Pool Instance = new();

        public MemoryPool<byte> MemoryPool { get; } = new BlockPool();
    }

    /// <summary>A loop has left the listener; the last one to leave lets the socket be closed.</summary>
    public void LoopStopped()
    {
        if (Interlocked.Decrement(ref _loopsListening) == 0) _stopped.TrySetResult();
    }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await _accepted.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            if (_accepted.Reader.TryRead(out var context)) return context;
        return null;
    }

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _isUnbound, 1) != 0) return;
        _group.Post(new LaneCommand(LaneCommandKind.StopListening, this));
        await _stopped.Task.ConfigureAwait(false);
        _socket.Dispose();
        _group.Post(new LaneCommand(LaneCommandKind.Drain));
        try
        {
            while (_group.ActiveExchanges > 0) await Task.Delay(DrainCheck, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The time allowed is over; what is left is reset when the loops end.
        }
        _accepted.Writer.TryComplete();
    }

    public async ValueTask DisposeAsync()
    {
        await UnbindAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        while (_accepted.Reader.TryRead(out var context))
        {
            context.Abort();
            await context.DisposeAsync().ConfigureAwait(false);
        }
    }
}
