using Olla.Perf.Load.Http;
using Olla.Perf.Results.Log;

namespace Olla.Perf.Analysis.Measurement;

/// <summary>What is wrong with the events of one stream, by their sequence numbers.</summary>
/// <param name="Lost">Numbers that never came although later ones did, or although the stream ended as a whole one.</param>
/// <param name="Duplicated">Events whose number had come before.</param>
/// <param name="Reordered">Events that came after a higher number.</param>
/// <param name="Truncated">1 if the stream broke off before its end.</param>
/// <param name="CleanEndThoughBroken">1 if the answer ended as a whole one without its end marker, or with tokens missing at the end.</param>
internal readonly record struct StreamIntegrity(int Lost, int Duplicated, int Reordered, int Truncated, int CleanEndThoughBroken)
{
    public int Total => Lost + Duplicated + Reordered + Truncated + CleanEndThoughBroken;

    /// <summary>Examines one stream.</summary>
    /// <param name="expected">Content events that the backend was to send; 0 if unknown.</param>
    public static StreamIntegrity Examine(in RequestRow request, ReadOnlySpan<ContentEventRow> events, int expected)
    {
        var truncated = request.Outcome == Outcome.Cut || (request.Outcome == Outcome.Reset && request.Headers > 0) ? 1 : 0;
        var cleanEnd = request.Outcome is Outcome.CleanEndThoughBroken ? 1 : 0;
        if (!events.IsEmpty && events[0].Sequence < 0)
        {
            return new StreamIntegrity(0, 0, 0, truncated, cleanEnd);
        }

        var highest = -1;
        var duplicated = 0;
        var reordered = 0;
        var seen = new HashSet<int>(events.Length);
        foreach (var row in events)
        {
            if (!seen.Add(row.Sequence))
            {
                duplicated++;
            }
            else if (row.Sequence < highest)
            {
                reordered++;
            }

            highest = Math.Max(highest, row.Sequence);
        }

        var lost = highest + 1 - seen.Count;
        if (expected > highest + 1 && request.Outcome == Outcome.Completed)
        {
            lost += expected - highest - 1;
            cleanEnd = 1;
        }

        return new StreamIntegrity(lost, duplicated, reordered, truncated, cleanEnd);
    }
}
