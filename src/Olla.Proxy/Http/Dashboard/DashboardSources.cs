using Olla.Proxy.Endpoints;
using Olla.Proxy.Http.Status;
using Olla.Proxy.Models;
using Olla.Proxy.Routing.Sticky;
using Olla.Proxy.Statistics;

namespace Olla.Proxy.Http.Dashboard;

/// <summary>What the dashboard reads; it changes none of it.</summary>
internal sealed record DashboardSources
{
    public required GenerationHolder Generations { get; init; }
    public required EndpointRegistry Endpoints { get; init; }
    public required ModelRegistry Models { get; init; }
    public required IModelCensus Census { get; init; }
    public required RequestStatistics Requests { get; init; }
    public required AttemptStatistics Attempts { get; init; }
    public required SecurityStatistics Security { get; init; }
    public required StickySessionStore Sessions { get; init; }
    public required RecentRequests Recent { get; init; }
    public required ConfigurationInForce Configuration { get; init; }
    public required ProductInfo Product { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required TimeProvider Time { get; init; }
}
