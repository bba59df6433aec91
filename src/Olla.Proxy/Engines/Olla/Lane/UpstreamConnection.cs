using System.Buffers;
using Olla.Proxy.Engines.FailOver;
using Olla.Proxy.Engines.Olla.Lane.Native;

namespace Olla.Proxy.Engines.Olla.Lane;

/// <summary>
/// A connection to a backend: connects, sends a request, hears the answer's head, gives the body to its client, and rests in the pool
/// between exchanges, watched.
/// </summary>
internal sealed unsafe partial class UpstreamConnection : LaneSocket
{
    private const uint Reading = Libc.EventIn | Libc.EventPeerClosed;

    private readonly byte[][] _addresses;
    private readonly int _addressIndex;
    private Phase _phase = Phase.Connecting;
    private ClientConnection? _client;
    private bool _isReused;
    private bool _mayBeReused;
    private bool _isPaused;
    private long _readLimit;
    private int _readSize;
    private byte[]? _unsent;
    private int _unsentStart;
    private int _unsentEnd;
    private byte[]? _partialHead;
    private int _partialLength;

    private UpstreamConnection(LaneLoop loop, int descriptor, LaneEndpoint endpoint, byte[][] addresses, int addressIndex)
        : base(loop, descriptor)
    {
        Endpoint = endpoint;
        _addresses = addresses;
        _addressIndex = addressIndex;
    }

    private enum Phase : byte
    {
        Connecting,
        /// <summary>The request goes out, or has gone; nothing has come back.</summary>
        Waiting,
        /// <summary>The body goes to the client.</summary>
        Relaying,
        /// <summary>In the pool.</summary>
        Idle,
    }

    public LaneEndpoint Endpoint { get; }

    /// <summary>Begins to connect; null when the system refuses at once.</summary>
    public static UpstreamConnection? TryOpen(
        ClientConnection client, LaneEndpoint endpoint, byte[][] addresses, int index, long deadline, out bool isOutOfDescriptors)
    {
        var loop = client.Loop;
        var address = addresses[index];
        var descriptor = Libc.Socket(
            SocketAddressBytes.FamilyOf(address), Libc.SocketStream | Libc.SocketNonBlocking | Libc.SocketCloseOnExec, 0);
        isOutOfDescriptors = descriptor < 0 && Libc.LastError is Libc.TooManyFiles or Libc.TooManyFilesInSystem;
        if (descriptor < 0) return null;
        Libc.DisableNagle(descriptor);
        Libc.EnableKeepAlive(descriptor, client.Exchange.Policy.KeepAliveSeconds);
        int result;
        fixed (byte* bytes = address) result = Libc.Connect(descriptor, bytes, address.Length);
        if (result != 0 && Libc.LastError != Libc.InProgress)
        {
            _ = Libc.Close(descriptor);
            return null;
        }
        var connection = new UpstreamConnection(loop, descriptor, endpoint, addresses, index) { _client = client, Deadline = deadline };
        loop.Adopt(connection);
        connection.Watch(Libc.EventOut);
        return connection;
    }

    /// <summary>Carries the exchange of a client; taken from the pool.</summary>
    public void Serve(ClientConnection client)
    {
        _client = client;
        _isReused = true;
        SendRequest();
    }

    public override void OnReady(uint events)
    {
        switch (_phase)
        {
            case Phase.Connecting:
                Connected();
                break;
            case Phase.Idle:
                // Nothing is expected: the backend closes, or says what nobody asked for.
                Loop.Pools.Remove(this);
                Drop();
                break;
            default:
                if ((events & Libc.EventOut) != 0) SendRest();
                if (!IsClosed && (events & ~(uint)Libc.EventOut) != 0) Receive();
                break;
        }
    }

    public override void OnDeadline()
    {
        switch (_phase)
        {
            case Phase.Connecting:
                Fail(AttemptOutcome.ConnectTimedOut, "no connection within connection_timeout");
                break;
            case Phase.Waiting:
                Fail(AttemptOutcome.HeadTimedOut, "no response head in time");
                break;
            case Phase.Relaying:
                Fail(AttemptOutcome.BrokenStream, "backend fell silent for longer than read_timeout");
                break;
            default:
                Loop.Pools.Remove(this);
                Drop();
                break;
        }
    }

    /// <summary>The client has bytes waiting: the backend is not read until they are gone, and feels it.</summary>
    public void Pause()
    {
        if (_isPaused) return;
        _isPaused = true;
        Deadline = Never;
        Watch(0);
    }

    public void Resume()
    {
        if (!_isPaused) return;
        _isPaused = false;
        Deadline = LanePolicy.Deadline(Loop.Now, _readLimit);
        // A backend that answers early may still be taking the request.
        Watch(_unsent is null ? Reading : Reading | Libc.EventOut);
    }

    /// <summary>The body is whole; the connection rests, or ends if there is any doubt about it.</summary>
    public void AnswerEnded(bool isInDoubt)
    {
        _client = null;
        if (isInDoubt || !_mayBeReused || _unsent is not null || Loop.IsDraining
            || !Loop.Pools.TryReturn(this, Loop.Settings.BackendIdleConnections))
        {
            Drop();
            return;
        }
        _phase = Phase.Idle;
        _isPaused = false;
        Deadline = LanePolicy.Deadline(Loop.Now, Loop.Ticks.BackendIdle);
        Watch(Reading);
    }

    /// <summary>Whether nothing came while it rested: no byte that nobody asked for, and no end.</summary>
    public bool IsQuiet()
    {
        byte first;
        return Libc.Receive(Descriptor, &first, 1, Libc.Peek) < 0 && Libc.LastError is Libc.WouldBlock or Libc.Interrupted;
    }

    /// <summary>Ends a connection that was taken out of the pool and not used.</summary>
    public void CloseUnused() => Drop();

    /// <summary>Ends the connection, whatever it is at; nobody is told.</summary>
    public void Abandon()
    {
        if (IsClosed) return;
        if (_phase == Phase.Idle) Loop.Pools.Remove(this);
        _client = null;
        Drop();
    }

    /// <summary>Ends the connection and its client's after a fault of ours: without its other half neither would ever end.</summary>
    public void Fault()
    {
        var client = _client;
        Abandon();
        if (client is { IsClosed: false }) client.Abort();
    }

    private void Connected()
    {
        if (Libc.TakeSocketError(Descriptor) == 0)
        {
            SendRequest();
            return;
        }
        var client = _client!;
        var deadline = Deadline;
        Drop();
        client.Connect(Endpoint, _addresses, _addressIndex + 1, deadline);
    }

    private void Fail(AttemptOutcome failure, string reason)
    {
        var client = _client!;
        var wasAnswered = _phase == Phase.Relaying;
        var isWholeRequestSent = _phase != Phase.Connecting && _unsent is null;
        _client = null;
        Drop();
        if (wasAnswered)
        {
            client.Break(reason);
            return;
        }
        client.Exchange.RequestWasSent = isWholeRequestSent;
        client.AttemptFailed(failure, reason, _isReused);
    }

    private void Drop()
    {
        if (IsClosed) return;
        ReleaseUnsent();
        ReleasePartialHead();
        LeaveAndClose();
    }
}
