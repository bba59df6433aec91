namespace Olla.Proxy.Engines.FailOver;

/// <summary>How one attempt on one endpoint ended.</summary>
internal enum AttemptOutcome
{
    /// <summary>The answer reached the client whole.</summary>
    Completed,

    /// <summary>The client left first.</summary>
    ClientGone,

    /// <summary>The name did not resolve, or the connection was refused or had no route.</summary>
    ConnectFailed,

    /// <summary>The connection was not made within <c>connection_timeout</c>.</summary>
    ConnectTimedOut,

    /// <summary>The TLS handshake failed.</summary>
    TlsFailed,

    /// <summary>The breaker of the endpoint let nothing pass.</summary>
    BreakerOpen,

    /// <summary>All connections of the endpoint were taken for as long as one may wait.</summary>
    Saturated,

    /// <summary>The backend closed or reset the connection before the first byte of its answer.</summary>
    ClosedBeforeFirstByte,

    /// <summary>No response head within its limit.</summary>
    HeadTimedOut,

    /// <summary>The head of the answer broke HTTP, or broke off.</summary>
    BadResponse,

    /// <summary>The backend's answer broke, or stalled, after its head went to the client.</summary>
    BrokenStream,
}
