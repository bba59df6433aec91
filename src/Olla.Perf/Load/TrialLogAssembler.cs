using Olla.Perf.Load.Http;
using Olla.Perf.Results.Log;

namespace Olla.Perf.Load;

/// <summary>Lays observations out as the rows of a log.</summary>
internal static class TrialLogAssembler
{
    /// <param name="targetNames">Stand in for the serving endpoint where an answer names none.</param>
    public static TrialLog Assemble(
        TrialLogHeader header, IReadOnlyList<RequestObservation> observations, IReadOnlyList<string> targetNames, IReadOnlyList<ResourceRow> resources)
    {
        var ordered = observations.OrderBy(observation => observation.Scheduled).ThenBy(observation => observation.Ordinal).ToList();
        var events = new ContentEventRow[ordered.Sum(observation => observation.Events.Length)];
        var requests = new List<RequestRow>(ordered.Count);
        var next = 0;
        foreach (var observation in ordered)
        {
            observation.Events.CopyTo(events.AsSpan(next));
            requests.Add(new RequestRow
            {
                // Warm-up requests count down from -1 while they run; in the log both count up from 0.
                Ordinal = observation.Ordinal < 0 ? -observation.Ordinal - 1 : observation.Ordinal,
                Phase = observation.Phase,
                Scheduled = observation.Scheduled,
                Dispatched = observation.Dispatched,
                Sent = observation.Sent,
                Headers = observation.Headers,
                FirstByte = observation.FirstByte,
                FirstEvent = observation.FirstEvent,
                FirstContent = observation.FirstContent,
                End = observation.End,
                Status = observation.Status,
                Outcome = observation.Outcome,
                Detail = observation.Detail,
                Endpoint = observation.Endpoint.Length > 0 ? observation.Endpoint : targetNames[observation.Target],
                RequestedTokens = observation.RequestedTokens,
                ReportedTokens = observation.ReportedTokens,
                Bytes = observation.Bytes,
                Reads = observation.Reads,
                EndMarker = observation.EndMarker,
                NewConnection = observation.NewConnection,
                FirstEventRow = next,
                EventCount = observation.Events.Length,
            });
            next += observation.Events.Length;
        }

        return new TrialLog { Header = header, Requests = requests, Events = events, Resources = resources };
    }
}
