using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Olla.Proxy.Engines.Olla.Lane.Native;

/// <summary>
/// One epoll instance and the room for what it reports. Level-triggered: what was left unread is reported again. Any thread may add;
/// only the owner's thread waits.
/// </summary>
internal sealed unsafe class Epoll : IDisposable
{
    private const int Capacity = 256;

    // struct epoll_event is packed on x64 and aligned elsewhere.
    private static readonly bool IsPacked = RuntimeInformation.ProcessArchitecture == Architecture.X64;
    private static readonly int EntrySize = IsPacked ? 12 : 16;
    private static readonly int TokenOffset = IsPacked ? 4 : 8;

    private readonly int _descriptor;
    private readonly byte* _entries;

    public Epoll()
    {
        _descriptor = Libc.EpollCreate(Libc.SocketCloseOnExec);
        if (_descriptor < 0) throw new Win32Exception(Libc.LastError);
        _entries = (byte*)NativeMemory.Alloc((nuint)(Capacity * EntrySize));
    }

    public bool TryAdd(int descriptor, uint events, ulong token) => Control(Libc.ControlAdd, descriptor, events, token);

    public void Change(int descriptor, uint events, ulong token) => Control(Libc.ControlChange, descriptor, events, token);

    public void Remove(int descriptor) => Control(Libc.ControlRemove, descriptor, 0, 0);

    /// <summary>Waits for events, at most <paramref name="milliseconds"/> (-1: without limit); returns how many there are.</summary>
    public int Wait(int milliseconds) => Libc.EpollWait(_descriptor, _entries, Capacity, milliseconds);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint EventsAt(int index) => Unsafe.ReadUnaligned<uint>(_entries + index * EntrySize);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong TokenAt(int index) => Unsafe.ReadUnaligned<ulong>(_entries + index * EntrySize + TokenOffset);

    public void Dispose()
    {
        _ = Libc.Close(_descriptor);
        NativeMemory.Free(_entries);
    }

    private bool Control(int operation, int descriptor, uint events, ulong token)
    {
        var entry = stackalloc byte[16];
        Unsafe.WriteUnaligned(entry, events);
        Unsafe.WriteUnaligned(entry + TokenOffset, token);
        return Libc.EpollControl(_descriptor, operation, descriptor, entry) == 0;
    }
}
