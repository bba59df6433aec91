namespace Olla.MockBackends.Model;

/// <summary>What can go wrong with an answer.</summary>
internal enum FaultKind
{
    /// <summary>The connection is closed before any response byte.</summary>
    Reset,

    /// <summary>The connection is closed in mid-stream, after some events.</summary>
    Die,

    /// <summary>After some events nothing is sent for a while, or for ever.</summary>
    Stall,

    /// <summary>An error status with an error body is sent instead of an answer.</summary>
    Status,

    /// <summary>The headers come late, on top of the time to first token.</summary>
    SlowHeaders,

    /// <summary>The listening socket is closed, so that connects are refused; connections that are open live on.</summary>
    Refuse,

    /// <summary>The whole backend stands still for a while: no event of any request leaves, and none is lost.</summary>
    Freeze,
}
