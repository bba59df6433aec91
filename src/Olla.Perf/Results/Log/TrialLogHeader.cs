using Olla.Perf.Scenarios;

namespace Olla.Perf.Results.Log;

/// <summary>What is needed beside the rows to compute every figure again; kept as JSON in each file's metadata (key <c>olla.trial</c>).</summary>
internal sealed record TrialLogHeader
{
    /// <summary>Rises when columns change their meaning.</summary>
    public int Format { get; init; } = 1;
    public required string TrialId { get; init; }
    public required string Scenario { get; init; }
    public required string Candidate { get; init; }
    public required string Role { get; init; }
    public required int Block { get; init; }
    public required ulong TraceSeed { get; init; }
    /// <summary>Measured window, nanoseconds of the monotonic clock.</summary>
    public required long WindowStart { get; init; }
    public required long WindowEnd { get; init; }
    /// <summary>True if latencies count from a schedule that did not wait for answers.</summary>
    public required bool OpenModel { get; init; }
    /// <summary>Arrivals of the window; in the closed model what was sent.</summary>
    public required int Arrivals { get; init; }
    /// <summary>The load is the same over the whole window, so that its figures must be, too.</summary>
    public bool SteadyLoad { get; init; }
    public required bool Stream { get; init; }
    /// <summary>The backends stamp every event and make exactly the tokens that were asked for.</summary>
    public required bool MockBackends { get; init; }
    public required SloPlan Slo { get; init; }
    /// <summary>Capacity of each backend by name, for the weighted fairness index; 1 each where none is known.</summary>
    public required IReadOnlyDictionary<string, double> Capacities { get; init; }
    /// <summary>Resident bytes of the idle proxy, warmed up, before the load; 0 if there is none.</summary>
    public long IdleResidentBytes { get; init; }
    /// <summary>How much later than their deadlines the mocks wrote events since the load began; the worst mock's. Null where none says.</summary>
    public PacingError? Pacing { get; init; }
    /// <summary>The proxy's runtime was listened to: the resources say what it allocated and collected.</summary>
    public bool RuntimeEvents { get; init; }
    public required int Processors { get; init; }
}

/// <summary>Quantiles of a mock's pacing error, microseconds.</summary>
internal sealed record PacingError(double P50, double P99, double P999);
