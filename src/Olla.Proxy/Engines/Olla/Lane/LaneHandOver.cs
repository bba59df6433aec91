using Olla.Proxy.Routing;

namespace Olla.Proxy.Engines.Olla.Lane;

/// <summary>
/// A connection feature: what the lane had done already for the first request of a connection that it handed over. The handler takes
/// it once and does none of it again.
/// </summary>
internal sealed class LaneHandOver
{
    private int _isTaken;

    /// <summary>How forwarding failed before anything reached the client; null when it was not tried, or is to begin anew.</summary>
    public ExchangeResult? Failure { get; init; }

    /// <summary>Where the request was sent, and why.</summary>
    public RoutingOutcome? Outcome { get; init; }

    /// <summary>When the request arrived, in ticks of the clock.</summary>
    public long ArrivedAt { get; init; }

    /// <summary>What the gate noted of its admission.</summary>
    public object? Admission { get; init; }

    /// <summary>What came with a request's connection; null when nothing did or an earlier request has taken it.</summary>
    public static LaneHandOver? TakeFrom(HttpContext context) =>
        context.Features.Get<LaneHandOver>() is { } found && Interlocked.Exchange(ref found._isTaken, 1) == 0 ? found : null;
}
