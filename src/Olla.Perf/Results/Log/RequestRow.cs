namespace Olla.Perf.Results.Log;

/// <summary>
/// One request of a trial. Times are nanoseconds of the monotonic clock; 0 means that it did not happen. The columns of the log have these
/// names in snake case, times with the suffix <c>_ns</c>.
/// </summary>
internal readonly record struct RequestRow
{
    /// <summary>Number of the request in its trace, from 0; warm-up requests count on their own.</summary>
    public required int Ordinal { get; init; }
    /// <summary>Index of the load phase; -1 in the warm-up.</summary>
    public required int Phase { get; init; }
    /// <summary>When the arrival process wanted it.</summary>
    public required long Scheduled { get; init; }
    /// <summary>When the generator turned to it: the difference is the generator's own lateness.</summary>
    public required long Dispatched { get; init; }
    /// <summary>Right before the first byte was sent.</summary>
    public required long Sent { get; init; }
    public required long Headers { get; init; }
    public required long FirstByte { get; init; }
    /// <summary>Any data event, a role-only delta included.</summary>
    public required long FirstEvent { get; init; }
    /// <summary>First event with text.</summary>
    public required long FirstContent { get; init; }
    public required long End { get; init; }
    public required int Status { get; init; }
    /// <summary><c>completed</c> or the class of the error.</summary>
    public required string Outcome { get; init; }
    public string Detail { get; init; }
    /// <summary>Serving endpoint: <c>X-Olla-Endpoint</c>, or the target's name where there is none.</summary>
    public required string Endpoint { get; init; }
    public required int RequestedTokens { get; init; }
    /// <summary>-1 if the backend did not say.</summary>
    public required int ReportedTokens { get; init; }
    public required long Bytes { get; init; }
    public required int Reads { get; init; }
    public required bool EndMarker { get; init; }
    public required bool NewConnection { get; init; }
    /// <summary>Index of its first row in the events table.</summary>
    public required int FirstEventRow { get; init; }
    public required int EventCount { get; init; }
}
