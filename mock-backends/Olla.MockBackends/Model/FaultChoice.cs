using System.Diagnostics;

namespace Olla.MockBackends.Model;

/// <summary>Decides which fault hits a request, and keeps a record of the hits.</summary>
internal sealed class FaultChoice
{
    private long _start = Stopwatch.GetTimestamp();

    /// <summary>The first fault of the list that hits, or null.</summary>
    /// <param name="faults">Candidates, in the order of the mapping.</param>
    /// <param name="number">The request's number, from 1.</param>
    /// <param name="random">The request's generator; one draw per candidate with a rate, hit or not, so that windows do not shift draws.</param>
    public Fault? Choose(IReadOnlyList<Fault> faults, long number, ref SeededGenerator random)
    {
        Fault? chosen = null;
        foreach (var fault in faults)
        {
            if (fault.Kind == FaultKind.Refuse)
            {
                // Its requests do not come this far.
                continue;
            }

            var isDrawn = fault.Rate >= 1 || random.NextUnit() < fault.Rate;
            if (chosen is null && isDrawn && IsDue(fault, number))
            {
                chosen = fault;
            }
        }

        return chosen;
    }

    /// <summary>Starts the schedule anew.</summary>
    public void Reset() => Volatile.Write(ref _start, Stopwatch.GetTimestamp());

    private bool IsDue(Fault fault, long number)
    {
        if (fault.Every > 1 && number % fault.Every != 0)
        {
            return false;
        }

        var elapsed = Stopwatch.GetElapsedTime(Volatile.Read(ref _start)).TotalNanoseconds;
        return elapsed >= fault.From && (fault.To == 0 || elapsed < fault.To);
    }
}
