namespace Olla.MockBackends.Statistics;

/// <summary>How a request ended.</summary>
internal enum Outcome
{
    /// <summary>The answer was sent to its end.</summary>
    Served,

    /// <summary>The client went away.</summary>
    Aborted,

    /// <summary>A fault of the mapping was played.</summary>
    Faulted,

    /// <summary>The queue was full.</summary>
    Refused,
}
