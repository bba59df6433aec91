using Olla.Perf.Sweeps;

namespace Olla.Perf.Results.Store;

/// <summary>A trial as it is stored.</summary>
/// <param name="Key"><see cref="PlannedTrial.Key"/>.</param>
/// <param name="Attempt">From 1; a void or failed trial is run again under the next number.</param>
/// <param name="Measurement">Null if the trial failed.</param>
/// <param name="Error">Why it failed or is void; empty when it is done.</param>
internal sealed record TrialRecord(
    string Key,
    int Attempt,
    int Block,
    int Position,
    Candidate Candidate,
    TrialStatus Status,
    DateTimeOffset Started,
    DateTimeOffset Finished,
    TrialMeasurement? Measurement,
    string Error);
