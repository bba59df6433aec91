using Olla.Perf.Results;
using Olla.Perf.Scenarios;
using Olla.Perf.Sweeps;

namespace Olla.Perf.Load;

/// <summary>Runs one trial: a fresh proxy process (or none), the load, the measurement.</summary>
internal interface ITrialRunner
{
    /// <summary>Measures one candidate. Throws <see cref="TrialFailedException"/> if the trial could not be run at all.</summary>
    Task<TrialMeasurement> RunAsync(TrialRequest request, IProgress<TrialProgress>? progress, CancellationToken cancellation);
}

/// <summary>What to run.</summary>
/// <param name="TraceSeed">The same for every trial of a block, so that all candidates see the same arrivals and lengths.</param>
/// <param name="EventLogPath">Where the event log of this trial goes.</param>
internal sealed record TrialRequest(
    string TrialId, Scenario Scenario, Candidate Candidate, int Block, ulong TraceSeed, string EventLogPath);

/// <summary>How far a running trial is.</summary>
internal sealed record TrialProgress(string Stage, double Fraction, long RequestsDone, int RequestsOpen);

/// <summary>A trial that could not be run: the message says what to do.</summary>
internal sealed class TrialFailedException : Exception
{
    public TrialFailedException(string message) : base(message)
    {
    }

    public TrialFailedException(string message, Exception inner) : base(message, inner)
    {
    }

    public TrialFailedException()
    {
    }
}
