using System.Runtime.InteropServices;

namespace Olla.Proxy.Engines.Olla.Lane.Native;

/// <summary>
/// The system calls of the lane. Every socket that they are given is non-blocking. Names and constants are those of Linux, where
/// they are the same on x64 and arm64.
/// </summary>
internal static unsafe partial class Libc
{
    public const int EventIn = 0x1;
    public const int EventOut = 0x4;
    public const int EventError = 0x8;
    public const int EventHangUp = 0x10;
    public const int EventPeerClosed = 0x2000;
    public const uint EventExclusive = 1u << 28;

    public const int ControlAdd = 1;
    public const int ControlRemove = 2;
    public const int ControlChange = 3;

    public const int Interrupted = 4;
    public const int WouldBlock = 11;
    public const int TooManyFilesInSystem = 23;
    public const int TooManyFiles = 24;
    public const int ConnectionReset = 104;
    public const int InProgress = 115;

    public const int SocketStream = 1;
    public const int SocketNonBlocking = 0x800;
    public const int SocketCloseOnExec = 0x80000;
    public const int Peek = 2;
    public const int SendWithoutSignal = 0x4000;
    public const int ShutdownSend = 1;

    private const int LevelSocket = 1;
    private const int LevelTcp = 6;
    private const int OptionError = 4;
    private const int OptionKeepAlive = 9;
    private const int OptionLinger = 13;
    private const int TcpNoDelay = 1;
    private const int TcpKeepAliveIdle = 4;
    private const int TcpKeepAliveInterval = 5;

    private const string Library = "libc";

    [LibraryImport(Library, EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int EpollCreate(int flags);

    [LibraryImport(Library, EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int EpollControl(int epoll, int operation, int descriptor, byte* entry);

    [LibraryImport(Library, EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int EpollWait(int epoll, byte* entries, int capacity, int milliseconds);

    [LibraryImport(Library, EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventDescriptor(uint initial, int flags);

    [LibraryImport(Library, EntryPoint = "accept4", SetLastError = true)]
    public static partial int Accept(int listener, byte* address, int* length, int flags);

    [LibraryImport(Library, EntryPoint = "socket", SetLastError = true)]
    public static partial int Socket(int family, int type, int protocol);

    [LibraryImport(Library, EntryPoint = "connect", SetLastError = true)]
    public static partial int Connect(int descriptor, byte* address, int length);

    [LibraryImport(Library, EntryPoint = "recv", SetLastError = true)]
    public static partial nint Receive(int descriptor, byte* buffer, nint length, int flags);

    [LibraryImport(Library, EntryPoint = "send", SetLastError = true)]
    public static partial nint Send(int descriptor, byte* buffer, nint length, int flags);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, byte* buffer, nint length);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, byte* buffer, nint length);

    [LibraryImport(Library, EntryPoint = "shutdown", SetLastError = true)]
    public static partial int Shutdown(int descriptor, int how);

    [LibraryImport(Library, EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport(Library, EntryPoint = "getsockopt", SetLastError = true)]
    private static partial int GetOption(int descriptor, int level, int option, int* value, int* length);

    [LibraryImport(Library, EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int SetOption(int descriptor, int level, int option, int* value, int length);

    public static int LastError => Marshal.GetLastPInvokeError();

    /// <summary>The error that a socket met since it was asked last; zero for none.</summary>
    public static int TakeSocketError(int descriptor)
    {
        int value = 0, length = sizeof(int);
        return GetOption(descriptor, LevelSocket, OptionError, &value, &length) == 0 ? value : LastError;
    }

    /// <summary>Tokens leave at once, however small.</summary>
    public static void DisableNagle(int descriptor)
    {
        int on = 1;
        _ = SetOption(descriptor, LevelTcp, TcpNoDelay, &on, sizeof(int));
    }

    public static void EnableKeepAlive(int descriptor, int seconds)
    {
        int on = 1;
        _ = SetOption(descriptor, LevelSocket, OptionKeepAlive, &on, sizeof(int));
        _ = SetOption(descriptor, LevelTcp, TcpKeepAliveIdle, &seconds, sizeof(int));
        _ = SetOption(descriptor, LevelTcp, TcpKeepAliveInterval, &seconds, sizeof(int));
    }

    /// <summary>The next close resets the connection, so that the peer cannot take what it has for a whole answer.</summary>
    public static void ResetOnClose(int descriptor)
    {
        var linger = stackalloc int[2] { 1, 0 };
        _ = SetOption(descriptor, LevelSocket, OptionLinger, linger, 2 * sizeof(int));
    }
}
