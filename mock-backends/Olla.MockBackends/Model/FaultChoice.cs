using System.Diagnostics;

namespace Olla.MockBackends.Model;

/// <summary>Decides which fault hits a request, and keeps a record of the hits.</summary>
internal sealed class FaultChoice
{
    /// <summary>Hits that the record keeps; more are only counted.</summary>
    private const int MostRecorded = 10_000;

    private readonly List<FaultHit> _hits = [];
    private long _start = Stopwatch.GetTimestamp();

    /// <summary>The hits since the start or the last reset, in their order.</summary>
    public IReadOnlyList<FaultHit> Hits
    {
        get
        {
            lock (_hits)
            {
                return [.. _hits];
            }
        }
    }

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
            if (chosen is null && isDrawn && fault.Kind != FaultKind.Freeze && IsDue(fault, number))
            {
                chosen = fault;
            }
        }

        if (chosen is not null)
        {
            Record(number, chosen);
        }

        return chosen;
    }

    /// <summary>When something that is due at a time may happen, given the backend's freezes.</summary>
    /// <param name="due"><see cref="Stopwatch"/> ticks.</param>
    public long AfterFreezes(IReadOnlyList<Fault> faults, long due)
    {
        foreach (var fault in faults)
        {
            if (fault.Kind != FaultKind.Freeze)
            {
                continue;
            }

            var start = Volatile.Read(ref _start);
            var (from, to) = (start + ToTicks(fault.From), start + ToTicks(fault.To));
            due = due >= from && due < to ? to : due;
        }

        return due;
    }

    /// <summary>Starts the schedule and the record anew.</summary>
    public void Reset()
    {
        Volatile.Write(ref _start, Stopwatch.GetTimestamp());
        lock (_hits)
        {
            _hits.Clear();
        }
    }

    private static long ToTicks(double nanoseconds) => (long)(nanoseconds * (Stopwatch.Frequency / 1e9));

    private void Record(long number, Fault fault)
    {
        lock (_hits)
        {
            if (_hits.Count < MostRecorded)
            {
                _hits.Add(new FaultHit(number, Stopwatch.GetElapsedTime(Volatile.Read(ref _start)).TotalMilliseconds, fault.ToText()));
            }
        }
    }

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
