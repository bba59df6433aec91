using System.Net;

namespace Olla.Proxy.Engines.Olla.Lane;

internal enum LaneCommandKind
{
    /// <summary>Serve this accepted connection.</summary>
    Adopt,
    /// <summary>Take part in accepting on this listener.</summary>
    Listen,
    StopListening,
    /// <summary>Close what is idle, and the rest as it ends.</summary>
    Drain,
    Stop,
}

/// <summary>A connection just accepted, on its way to a loop.</summary>
internal readonly record struct AcceptedClient(int Descriptor, IPAddress Peer, LaneListener Listener);

/// <summary>What one thread asks of another's loop.</summary>
internal readonly record struct LaneCommand(LaneCommandKind Kind, LaneListener? Listener = null, AcceptedClient? Client = null);
