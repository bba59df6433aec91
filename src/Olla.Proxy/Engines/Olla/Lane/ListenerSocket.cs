using Olla.Proxy.Engines.Olla.Lane.Native;

namespace Olla.Proxy.Engines.Olla.Lane;

/// <summary>
/// One loop's share in a listener: all loops wait for it, the system wakes one, and that one gives the connection to the loop with the
/// fewest. (A listener of its own per loop would let the system's hash decide, and a few long streams would crowd one core.)
/// </summary>
internal sealed unsafe class ListenerSocket(LaneLoop loop, LaneListener listener) : LaneSocket(loop, listener.Descriptor)
{
    /// <summary>Connections taken per wake-up, so that accepting does not starve the streams.</summary>
    private const int Batch = 32;

    public LaneListener Listener { get; } = listener;

    public void Open()
    {
        Loop.Adopt(this);
        Watch(Libc.EventIn | Libc.EventExclusive);
    }

    public void Close() => Leave();

    public override void OnReady(uint events)
    {
        var address = stackalloc byte[SocketAddressBytes.MaximumLength];
        for (var taken = 0; taken < Batch; taken++)
        {
            var length = SocketAddressBytes.MaximumLength;
            var accepted = Libc.Accept(Descriptor, address, &length, Libc.SocketNonBlocking | Libc.SocketCloseOnExec);
            if (accepted >= 0)
            {
                Libc.DisableNagle(accepted);
                var peer = SocketAddressBytes.AddressOf(new ReadOnlySpan<byte>(address, SocketAddressBytes.MaximumLength));
                Loop.Group.Distribute(Loop, new AcceptedClient(accepted, peer, Listener));
                continue;
            }
            if (Libc.LastError is Libc.TooManyFiles or Libc.TooManyFilesInSystem)
            {
                // Waiting clients would be reported again at once and without end; look again at the next scan.
                Watch(0);
                Deadline = Loop.Now;
            }
            return;
        }
    }

    public override void OnDeadline() => Watch(Libc.EventIn | Libc.EventExclusive);
}
