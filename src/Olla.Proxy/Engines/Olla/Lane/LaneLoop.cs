using System.Collections.Concurrent;
using System.ComponentModel;
using Olla.Proxy.Engines.Http1;
using Olla.Proxy.Engines.Olla.Lane.Native;

namespace Olla.Proxy.Engines.Olla.Lane;

/// <summary>
/// One thread, one epoll, and all sockets of the streams that it carries: what happens between two waits is plain sequential code,
/// without locks, tasks or timers. One coarse clock, read once per batch, serves every limit: each socket states a deadline, and a scan
/// ten times a second finds those that have passed.
/// </summary>
internal sealed unsafe partial class LaneLoop : IDisposable
{
    /// <summary>Room before received bytes for a chunk's size line.</summary>
    public const int Headroom = 16;

    /// <summary>Room after received bytes for the ends of a chunk and of the body.</summary>
    public const int Tail = 16;

    /// <summary>Longest head a client may get from here: the longest of a backend, and as much again of our own.</summary>
    public const int MaximumClientHead = HeadLimits.MaximumSize * 2;

    private readonly Epoll _epoll = new();
    private readonly int _wake;
    private readonly ConcurrentQueue<LaneCommand> _commands = new();
    private readonly List<LaneSocket> _sockets = [];
    private readonly TimeProvider _time;
    private readonly int _scanMilliseconds;
    private readonly Thread _thread;
    private LaneSocket?[] _byDescriptor = new LaneSocket?[256];
    private uint _generation;
    private long _lastScan;
    private readonly byte[] _date = new byte["Sun, 06 Nov 1994 08:49:37 GMT".Length];
    private long _dateExpires;
    private string _lastText = "";
    private bool _stopping;

    public LaneLoop(LaneGroup group, int index, LaneSettings settings, LaneProduct product, ILaneGate gate, TimeProvider time)
    {
        Group = group;
        Settings = settings;
        Product = product;
        Gate = gate;
        _time = time;
        Ticks = new LaneTicks(settings, time);
        _scanMilliseconds = Math.Max(1, (int)settings.ScanInterval.TotalMilliseconds);
        Input = GC.AllocateUninitializedArray<byte>(Headroom + Math.Max(settings.ReadSize, 4096) + Tail, pinned: true);
        Output = GC.AllocateUninitializedArray<byte>(MaximumClientHead + Input.Length, pinned: true);
        _wake = Libc.EventDescriptor(0, Libc.SocketNonBlocking | Libc.SocketCloseOnExec);
        if (_wake < 0) throw new Win32Exception(Libc.LastError);
        _epoll.TryAdd(_wake, Libc.EventIn, (uint)_wake);
        Now = time.GetTimestamp();
        _thread = new Thread(Run) { IsBackground = true, Name = $"olla lane {index}" };
    }

    public LaneGroup Group { get; }
    public LaneSettings Settings { get; }
    public LaneProduct Product { get; }
    public ILaneGate Gate { get; }
    public LaneTicks Ticks { get; }

    /// <summary>What the sockets of this loop receive into; nothing stays in it between two events.</summary>
    public byte[] Input { get; }

    /// <summary>Where heads are written, and whole small messages; nothing stays in it between two sends.</summary>
    public byte[] Output { get; }

    public RequestHead RequestHead { get; } = new();
    public BackendHead ResponseHead { get; } = new();
    public UpstreamPools Pools { get; } = new();

    /// <summary>The coarse clock: when the current batch began.</summary>
    public long Now { get; private set; }

    /// <summary>Whether connections are to end with their exchange.</summary>
    public bool IsDraining { get; private set; }

    /// <summary>Exchanges under way; any thread may read it.</summary>
    public int ActiveExchanges => Volatile.Read(ref _activeExchanges);

    /// <summary>Clients' connections; any thread may read it.</summary>
    public int Connections => Volatile.Read(ref _connections);

    private int _activeExchanges;
    private int _connections;

    public void Start() => _thread.Start();

    /// <summary>Hands a command to the loop's thread; callable from any thread.</summary>
    public void Post(LaneCommand command)
    {
        _commands.Enqueue(command);
        ulong one = 1;
        _ = Libc.Write(_wake, (byte*)&one, sizeof(ulong));
    }

    /// <summary>Counts a connection that is on its way here; it is uncounted when the loop forgets it. Callable from any thread.</summary>
    public void Expect() => Interlocked.Increment(ref _connections);

    /// <summary>What <see cref="Now"/> is a reading of.</summary>
    public TimeProvider Time => _time;

    /// <summary>A precise reading of the clock, for what is reported.</summary>
    public long PreciseNow() => _time.GetTimestamp();

    /// <summary>The value of a <c>Date</c> header, renewed each second.</summary>
    public ReadOnlySpan<byte> HttpDate()
    {
        if (Now >= _dateExpires)
        {
            var now = _time.GetUtcNow();
            _ = System.Buffers.Text.Utf8Formatter.TryFormat(now, _date, out _, 'R');
            _dateExpires = Now + _time.TimestampFrequency / 2;
        }
        return _date;
    }

    /// <summary>A short header value as text; the one asked for last is kept, since backends answer alike.</summary>
    public string? TextOf(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty) return null;
        if (!System.Text.Ascii.Equals(value, _lastText)) _lastText = System.Text.Encoding.Latin1.GetString(value);
        return _lastText;
    }

    public void ExchangeBegan() => Volatile.Write(ref _activeExchanges, _activeExchanges + 1);

    public void ExchangeEnded() => Volatile.Write(ref _activeExchanges, _activeExchanges - 1);

    /// <summary>Takes a socket into the table and under the clock's eye.</summary>
    public void Adopt(LaneSocket socket)
    {
        if (socket.Descriptor >= _byDescriptor.Length)
            Array.Resize(ref _byDescriptor, Math.Max(socket.Descriptor + 1, _byDescriptor.Length * 2));
        socket.Generation = ++_generation;
        _byDescriptor[socket.Descriptor] = socket;
        socket.Slot = _sockets.Count;
        _sockets.Add(socket);
    }

    /// <summary>Takes a socket out of the table.</summary>
    public void Forget(LaneSocket socket)
    {
        _byDescriptor[socket.Descriptor] = null;
        var last = _sockets[^1];
        _sockets[socket.Slot] = last;
        last.Slot = socket.Slot;
        _sockets.RemoveAt(_sockets.Count - 1);
        socket.Slot = -1;
        if (socket is ClientConnection) Interlocked.Decrement(ref _connections);
    }

    public void StartWatching(LaneSocket socket, uint events) => _epoll.TryAdd(socket.Descriptor, events, TokenOf(socket));

    public void ChangeWatching(LaneSocket socket, uint events) => _epoll.Change(socket.Descriptor, events, TokenOf(socket));

    public void StopWatching(LaneSocket socket) => _epoll.Remove(socket.Descriptor);

    /// <summary>Ends the thread; connections that are left are reset.</summary>
    public void Dispose()
    {
        if (_thread.IsAlive)
        {
            Post(new LaneCommand(LaneCommandKind.Stop));
            _thread.Join();
        }
        _ = Libc.Close(_wake);
        _epoll.Dispose();
    }

    private static ulong TokenOf(LaneSocket socket) => ((ulong)socket.Generation << 32) | (uint)socket.Descriptor;

    private void Run()
    {
        while (!_stopping)
        {
            var count = _epoll.Wait(_sockets.Count == 0 ? -1 : _scanMilliseconds);
            Now = _time.GetTimestamp();
            for (var index = 0; index < count; index++) Dispatch(_epoll.TokenAt(index), _epoll.EventsAt(index));
            if (Now - _lastScan >= Ticks.Scan) Scan();
        }
        for (var index = _sockets.Count - 1; index >= 0; index--)
            if (index < _sockets.Count) Abandon(_sockets[index]);
    }

    private void Dispatch(ulong token, uint events)
    {
        var descriptor = (int)(uint)token;
        if (descriptor == _wake)
        {
            Obey();
            return;
        }
        var socket = _byDescriptor[descriptor];
        if (socket is null || socket.Generation != (uint)(token >> 32)) return;
        try
        {
            // What comes after its deadline has come too late, even if the scan has not noticed yet.
            if (socket.Deadline <= Now) Expire(socket);
            else socket.OnReady(events);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // One connection's failure must not end the others that share the thread.
            Contain(socket, error);
        }
    }

    private void Scan()
    {
        _lastScan = Now;
        for (var index = _sockets.Count - 1; index >= 0; index--)
        {
            if (index >= _sockets.Count) continue;
            var socket = _sockets[index];
            if (socket.Deadline > Now) continue;
            try
            {
                Expire(socket);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                Contain(socket, error);
            }
        }
    }

    private void Contain(LaneSocket socket, Exception error)
    {
        Group.ReportFault(error);
        try
        {
            Abandon(socket);
        }
        catch (Exception another) when (another is not OutOfMemoryException)
        {
            Group.ReportFault(another);
        }
    }

    private static void Expire(LaneSocket socket)
    {
        socket.Deadline = LaneSocket.Never;
        socket.OnDeadline();
    }

    private static void Abandon(LaneSocket socket)
    {
        if (socket.IsClosed) return;
        switch (socket)
        {
            case ClientConnection client:
                client.Abort();
                break;
            case UpstreamConnection upstream:
                upstream.Fault();
                break;
            case ListenerSocket listener:
                listener.Close();
                break;
        }
    }
}
