namespace Olla.Perf.Analysis.Measurement;

/// <summary>How much error of its own a window may carry before it is void.</summary>
internal sealed record InstrumentBudget
{
    public static InstrumentBudget Default { get; } = new();

    /// <summary>Arrivals may be late by this much at p99. Default 5 ms.</summary>
    public double LatenessMilliseconds { get; init; } = 5;

    /// <summary>Events of the mock may leave this much after their deadlines at p99. Default 10 ms: stamps tell when an event really left, so only first tokens feel it.</summary>
    public double PacingMicroseconds { get; init; } = 10_000;

    /// <summary>Cores that other processes may use meanwhile. Default 0.3.</summary>
    public double OtherCores { get; init; } = 0.3;

    /// <summary>Share of the window that the generator's garbage collector may pause it. Default 1 %.</summary>
    public double GcPauseShare { get; init; } = 0.01;

    /// <summary>Share of one core that the generator may use before its own queueing shows. Default 90 %.</summary>
    public double GeneratorCores { get; init; } = 0.9;

    /// <summary>Fewest requests, completed or failed: what a median needs.</summary>
    public int Requests { get; init; } = Percentiles.Needed(0.5);
}
