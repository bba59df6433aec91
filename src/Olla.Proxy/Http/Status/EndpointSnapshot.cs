using Olla.Proxy.Endpoints;
using Olla.Proxy.Statistics;

namespace Olla.Proxy.Http.Status;

/// <summary>One endpoint's figures at one moment.</summary>
internal sealed record EndpointSnapshot
{
    private const int ManyFailures = 3;
    private const int SlowMilliseconds = 5000;

    public required string Id { get; init; }
    public required string Name { get; init; }
    public required string Url { get; init; }

    /// <summary>As configured.</summary>
    public required string Type { get; init; }
    public required int Priority { get; init; }
    public required EndpointHealth Health { get; init; }
    public required EndpointStatus Status { get; init; }
    public required int Connections { get; init; }
    public required long Attempts { get; init; }

    /// <summary>Percent; null without traffic.</summary>
    public required double? SuccessRate { get; init; }

    /// <summary>Milliseconds; null without a success.</summary>
    public required long? AverageLatency { get; init; }
    public required long MinLatency { get; init; }
    public required long MaxLatency { get; init; }
    public required long Bytes { get; init; }
    public required TokenTotals Tokens { get; init; }
    public required int ModelCount { get; init; }
    public required DateTimeOffset? ModelsUpdated { get; init; }

    private bool IsUnavailable => Status is EndpointStatus.Offline or EndpointStatus.Unhealthy;
    private bool HasLowSuccessRate => SuccessRate < 90 && Attempts > 10;

    /// <summary>All troubles for the overall page, joined with commas; may be empty.</summary>
    public string Issues => string.Join(", ", new[]
    {
        Health.ConsecutiveFailures > ManyFailures ? "consecutive failures" : null,
        HasLowSuccessRate ? "low success rate" : null,
        AverageLatency > SlowMilliseconds ? "high latency" : null,
        IsUnavailable ? "unavailable" : null,
    }.Where(issue => issue is not null));

    /// <summary>The worst trouble for the endpoints page; null when there is none.</summary>
    public string? Issue => this switch
    {
        { IsUnavailable: true } => "unavailable",
        { Health.ConsecutiveFailures: > ManyFailures } => "unstable",
        { HasLowSuccessRate: true } => "low success rate",
        _ => null,
    };

    public static EndpointSnapshot Take(Endpoint endpoint, string id, EndpointTraffic traffic, TokenTotals tokens, IModelCensus models)
    {
        var health = endpoint.State.Health;
        var (count, updated) = models.ModelsOf(endpoint);
        return new EndpointSnapshot
        {
            Id = id,
            Name = endpoint.Name,
            Url = EndpointId.SafeUrl(endpoint.Url),
            Type = endpoint.Options.ConfiguredType.Length > 0 ? endpoint.Options.ConfiguredType : endpoint.Type,
            Priority = endpoint.Priority,
            Health = health,
            Status = endpoint.State.Status,
            Connections = Math.Max(0, endpoint.State.ActiveConnections),
            Attempts = traffic.Attempts,
            SuccessRate = traffic.SuccessRate,
            AverageLatency = traffic.Latency.Mean,
            MinLatency = traffic.Latency.Smallest,
            MaxLatency = traffic.Latency.Largest,
            Bytes = traffic.Bytes,
            Tokens = tokens,
            ModelCount = count,
            ModelsUpdated = updated,
        };
    }
}
