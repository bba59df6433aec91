using System.Buffers;
using System.Net;
using System.Text;
using Olla.Proxy.Engines.FailOver;
using Olla.Proxy.Engines.Http1;
using Olla.Proxy.Engines.Olla.Lane.Native;

namespace Olla.Proxy.Engines.Olla.Lane;

/// <summary>
/// A client's connection: reads requests, one at a time, and carries each through its exchange.
/// <code>
///        request whole          head came            body ended
///  Idle ──────────────► Waiting ─────────► Relaying ───────────► Flushing ──► Idle
///   │ ▲                    │                  │                  (only when the client is slower than the backend)
///   ▼ │                    │                  └─ broken: reset
///  Reading                 └─ failed: to Kestrel, with the failure, which writes the answer
///   └─ odd, large or slow: to Kestrel, bytes untouched
/// </code>
/// </summary>
internal sealed unsafe partial class ClientConnection : LaneSocket
{
    private const uint Reading = Libc.EventIn | Libc.EventPeerClosed;

    private readonly LaneListener _listener;
    private readonly LaneExchange _exchange = new();
    private readonly string _peerName;
    private readonly byte[] _peerText;
    private Phase _phase;
    private byte[]? _input;
    private int _inputLength;
    private int _requestLength;
    private bool _keepAlive;
    private bool _requestIsHead;

    public ClientConnection(LaneLoop loop, AcceptedClient accepted) : base(loop, accepted.Descriptor)
    {
        _listener = accepted.Listener;
        Peer = accepted.Peer;
        _peerName = accepted.Peer.ToString();
        _peerText = Encoding.ASCII.GetBytes(_peerName);
    }

    private enum Phase : byte
    {
        /// <summary>Between requests.</summary>
        Idle,
        /// <summary>Part of a request has come.</summary>
        Reading,
        /// <summary>Nothing has been sent to the client yet.</summary>
        Waiting,
        Relaying,
        /// <summary>The answer is whole; the client still has to take the rest of it.</summary>
        Flushing,
        /// <summary>The answer and the end have left; what the client still sends is dropped, as a reset would take the answer with it.</summary>
        Lingering,
    }

    public IPAddress Peer { get; }

    public ReadOnlySpan<byte> PeerText => _peerText;

    public LaneExchange Exchange => _exchange;

    public bool IsIdle => _phase == Phase.Idle;

    /// <summary>The request, head and body, as long as it may have to be sent again.</summary>
    public ReadOnlyMemory<byte> Request => _input.AsMemory(0, _requestLength);

    public bool RequestIsHead => _requestIsHead;

    public void Begin()
    {
        Deadline = LanePolicy.Deadline(Loop.Now, Loop.Ticks.ClientIdle);
        Watch(Reading);
    }

    public override void OnReady(uint events)
    {
        if ((events & (Libc.EventError | Libc.EventHangUp)) != 0)
        {
            Gone();
            return;
        }
        if (_phase == Phase.Lingering)
        {
            // At the client's own end this closes the connection.
            _ = ReceiveInto(Loop.Input, 0);
            return;
        }
        if ((events & Libc.EventOut) != 0)
        {
            Flush();
            if (IsClosed) return;
        }
        if ((events & Reading) == 0) return;
        if (_phase <= Phase.Reading) Receive();
        else if ((events & Libc.EventPeerClosed) != 0) Gone();
        else WatchDuringExchange(); // a pipelined request waits in the socket until its turn
    }

    public override void OnDeadline()
    {
        switch (_phase)
        {
            case Phase.Idle:
                Close();
                break;
            case Phase.Lingering:
                Discard();
                break;
            case Phase.Reading:
                HandOver(null);
                break;
            default:
                ExchangeTimedOut();
                break;
        }
    }

    /// <summary>Ends the connection in order.</summary>
    public void Close()
    {
        _ = Libc.Shutdown(Descriptor, Libc.ShutdownSend);
        Discard();
    }

    /// <summary>Ends our side, and the connection when the client has ended its own or has had its time.</summary>
    private void Linger()
    {
        _ = Libc.Shutdown(Descriptor, Libc.ShutdownSend);
        ReleaseInput();
        _phase = Phase.Lingering;
        Deadline = LanePolicy.Deadline(Loop.Now, Loop.Ticks.Linger);
        Watch(Reading);
    }

    /// <summary>Ends the connection so that the client notices, and whatever is under way with it.</summary>
    public void Abort()
    {
        if (_phase == Phase.Lingering)
        {
            Discard();
            return;
        }

        DropUpstream(AttemptOutcome.BrokenStream, "connection aborted by the proxy");
        Libc.ResetOnClose(Descriptor);
        Discard();
    }

    private void Gone()
    {
        DropUpstream(AttemptOutcome.ClientGone, "client left");
        Discard();
    }

    private void Discard()
    {
        if (IsClosed) return;
        ReleaseInput();
        ReleaseOutput();
        ReleaseCollected();
        LeaveAndClose();
    }

    /// <summary>During an exchange only the client's leaving is of interest; with it, room to write if bytes wait.</summary>
    private void WatchDuringExchange() => Watch(Libc.EventPeerClosed | (HasOutput ? Libc.EventOut : 0u));

    private void Receive()
    {
        if (_input is null)
        {
            // The usual case: the whole request is there at once and rests in the loop's buffer until it is understood.
            var buffer = Loop.Input;
            if (ReceiveInto(buffer, 0) is var received and > 0) Consider(buffer, received);
            return;
        }
        if (_inputLength == _input.Length) GrowInput(_input.Length * 2);
        if (ReceiveInto(_input, _inputLength) is var more and > 0)
        {
            _inputLength += more;
            Consider(_input, _inputLength);
        }
    }

    /// <summary>Returns the bytes received; zero when there were none, or the connection is closed now.</summary>
    private int ReceiveInto(byte[] buffer, int offset)
    {
        nint received;
        fixed (byte* start = buffer) received = Libc.Receive(Descriptor, start + offset, buffer.Length - offset, 0);
        if (received > 0) return (int)received;
        if (received < 0 && Libc.LastError is Libc.WouldBlock or Libc.Interrupted) return 0;
        Discard();
        return 0;
    }

    /// <summary>Looks at what has come of a request; begins its exchange when it is whole.</summary>
    private void Consider(byte[] buffer, int length)
    {
        var head = Loop.RequestHead;
        switch (head.Parse(buffer.AsSpan(0, length)))
        {
            case HeadVerdict.Complete when head.Length <= Loop.Settings.MaximumHead && head.ContentLength <= Loop.Settings.MaximumBody:
                var whole = head.Length + (int)head.ContentLength;
                Keep(buffer, length, whole);
                if (length >= whole) BeginExchange(head, whole);
                else WaitForMore();
                break;
            case HeadVerdict.Incomplete:
                Keep(buffer, length, length);
                WaitForMore();
                break;
            default:
                Keep(buffer, length, length);
                HandOver(null);
                break;
        }
    }

    private void WaitForMore()
    {
        if (_phase != Phase.Reading) Deadline = Loop.Now + Loop.Ticks.PartialRequest;
        _phase = Phase.Reading;
    }

    private void Keep(byte[] buffer, int length, int wanted)
    {
        if (buffer == _input)
        {
            if (wanted > _input.Length) GrowInput(wanted);
            return;
        }
        _input = ArrayPool<byte>.Shared.Rent(Math.Max(length, wanted));
        buffer.AsSpan(0, length).CopyTo(_input);
        _inputLength = length;
    }

    private void GrowInput(int size)
    {
        var larger = ArrayPool<byte>.Shared.Rent(size);
        _input.AsSpan(0, _inputLength).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_input!);
        _input = larger;
    }

    private void ReleaseInput()
    {
        if (_input is null) return;
        ArrayPool<byte>.Shared.Return(_input);
        _input = null;
        _inputLength = 0;
        _requestLength = 0;
    }

    /// <summary>Lets go of the request that was served; what the client sent behind it stays.</summary>
    private void ReleaseRequest()
    {
        var rest = _inputLength - _requestLength;
        if (rest <= 0)
        {
            ReleaseInput();
            return;
        }
        _input.AsSpan(_requestLength, rest).CopyTo(_input);
        _inputLength = rest;
        _requestLength = 0;
    }

    /// <summary>
    /// Gives the connection to Kestrel, which reads the same bytes again from the first one on; <paramref name="done"/> tells its
    /// handler what need not be done again.
    /// </summary>
    private void HandOver(LaneHandOver? done)
    {
        var bytes = _input.AsSpan(0, _inputLength).ToArray();
        ReleaseInput();
        Leave();
        _listener.HandOver(Descriptor, bytes, done);
    }
}
