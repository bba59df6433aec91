using Olla.Proxy.Statistics;

namespace Olla.Proxy.Engines;

/// <summary>How an exchange ended.</summary>
internal enum ExchangeOutcome
{
    /// <summary>The backend's answer, whatever its status, reached the client whole.</summary>
    Completed,
    /// <summary>The client left.</summary>
    ClientGone,
    /// <summary>Every candidate refused, was unreachable, or closed before its first byte.</summary>
    AllEndpointsFailed,
    /// <summary>No candidate could be selected any more.</summary>
    NoEndpointSelectable,
    /// <summary>Connection limits were reached everywhere; worth a later try.</summary>
    Saturated,
    /// <summary>The backend took longer than a limit that the client can see as 504.</summary>
    TimedOut,
    /// <summary>The backend's answer broke HTTP before anything was committed.</summary>
    BadResponse,
    /// <summary>The answer broke after it had begun: the client's connection was aborted.</summary>
    BrokenStream,
}

/// <summary>What an engine reports of an exchange.</summary>
internal sealed record ExchangeResult
{
    public required ExchangeOutcome Outcome { get; init; }

    /// <summary>The endpoint that answered or was tried last.</summary>
    public Endpoint? Endpoint { get; init; }

    /// <summary>Status of the backend's answer, zero if there was none.</summary>
    public int StatusCode { get; init; }

    /// <summary>Body bytes relayed.</summary>
    public long ResponseBytes { get; init; }

    public int Attempts { get; init; }

    /// <summary>Whether anything of the answer went to the client; if so, no error body may be written any more.</summary>
    public bool Committed { get; init; }

    /// <summary>What went wrong, for the error body and the log; holds no credential.</summary>
    public string? Error { get; init; }

    /// <summary>Arrival to the backend's response head; null if there was none.</summary>
    public TimeSpan? TimeToHeaders { get; init; }

    /// <summary>Arrival to the first body byte from the backend; null if there was none.</summary>
    public TimeSpan? TimeToFirstByte { get; init; }

    /// <summary>What the answer told of tokens and timings; null for nothing.</summary>
    public ProviderMetrics? Metrics { get; init; }
}
