namespace Olla.Perf.Results.Log;

/// <summary>Everything that one trial recorded. Every published figure is computed from this and from nothing else.</summary>
internal sealed record TrialLog
{
    public required TrialLogHeader Header { get; init; }
    public required IReadOnlyList<RequestRow> Requests { get; init; }
    /// <summary>Content events, those of one request together and in order of receipt.</summary>
    public required ContentEventRow[] Events { get; init; }
    public required IReadOnlyList<ResourceRow> Resources { get; init; }

    public ReadOnlySpan<ContentEventRow> EventsOf(in RequestRow request) => Events.AsSpan(request.FirstEventRow, request.EventCount);
}
