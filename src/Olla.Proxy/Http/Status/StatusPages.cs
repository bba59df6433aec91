using Olla.Proxy.Endpoints;
using Olla.Proxy.Engines.Olla.Lane;
using Olla.Proxy.Statistics;

namespace Olla.Proxy.Http.Status;

/// <summary><c>/internal/health</c>, <c>/internal/status</c> and <c>/internal/status/endpoints</c>.</summary>
internal sealed class StatusPages(
    EndpointRegistry endpoints,
    RequestStatistics requests,
    AttemptStatistics attempts,
    SecurityStatistics security,
    IModelCensus models,
    ProductInfo product,
    DateTimeOffset startedAt,
    bool listensByLane,
    TimeProvider time)
{
    private static readonly byte[] Healthy = """{"status":"healthy"}"""u8.ToArray();

    /// <summary>The process answers; that is all this says.</summary>
    public static Task HealthAsync(RequestScope scope) => JsonBody.WriteAsync(scope.Response, Healthy);

    public Task OverallAsync(RequestScope scope)
    {
        var snapshot = Snapshot();
        return ConditionalAnswer.WriteAsync(scope, time.GetUtcNow(), status => WriteOverall(status, scope.Generation, snapshot));
    }

    public Task EndpointsAsync(RequestScope scope)
    {
        var snapshot = Snapshot();
        return ConditionalAnswer.WriteAsync(scope, time.GetUtcNow(), status => WriteEndpoints(status, snapshot));
    }

    private SystemSnapshot Snapshot() => SystemSnapshot.Take(endpoints, requests, attempts, models);

    private void WriteOverall(StatusWriter status, Generation generation, SystemSnapshot snapshot)
    {
        var json = status.Json;
        json.WriteStartObject();
        status.VolatileTime("timestamp"u8, status.Now);
        json.WriteStartObject("proxy"u8);
        json.WriteString("engine"u8, ConfiguredNames.Of(generation.Options.Proxy.Engine));
        json.WriteString("profile"u8, ConfiguredNames.Of(generation.Options.Proxy.Profile));
        json.WriteString("relay"u8, listensByLane && LaneTransport.Serves(generation.Options.Proxy) ? "lane" : "portable");
        json.WriteString("balancer"u8, ConfiguredNames.Of(generation.Options.Proxy.LoadBalancer));
        json.WriteEndObject();
        json.WriteStartArray("endpoints"u8);
        foreach (var endpoint in snapshot.Endpoints)
        {
            WriteOverallEndpoint(status, endpoint);
        }

        json.WriteEndArray();
        WriteSecurity(status);
        WriteSystem(status, snapshot);
        json.WriteEndObject();
    }

    private static void WriteOverallEndpoint(StatusWriter status, EndpointSnapshot endpoint)
    {
        var json = status.Json;
        json.WriteStartObject();
        json.WriteString("id"u8, endpoint.Id);
        json.WriteString("name"u8, endpoint.Name);
        json.WriteString("url"u8, endpoint.Url);
        json.WriteString("status"u8, endpoint.Status.ToWireName());
        json.WriteNumber("priority"u8, endpoint.Priority);
        json.WriteNumber("connections"u8, endpoint.Connections);
        json.WriteNumber("requests"u8, endpoint.Attempts);
        json.WriteString("success_rate"u8, HumanText.Percent(endpoint.SuccessRate ?? 0));
        json.WriteString("avg_latency"u8, HumanText.Latency(endpoint.AverageLatency ?? 0));
        WriteLatencies(status, endpoint);
        json.WriteString("traffic"u8, HumanText.Bytes(endpoint.Bytes));
        StatisticsPages.WriteTokens(json, endpoint.Tokens);
        status.Volatile("last_check"u8, HumanText.Ago(endpoint.Health.CheckedAt, status.Now));
        status.Volatile("next_check"u8, HumanText.Until(endpoint.Health.NextCheckAt, status.Now));
        status.VolatileTime("health_check_at"u8, endpoint.Health.CheckedAt);
        status.VolatileTime("next_check_at"u8, endpoint.Health.NextCheckAt);
        json.WriteString("issues"u8, endpoint.Issues);
        json.WriteStartObject("models"u8);
        json.WriteNumber("count"u8, endpoint.ModelCount);
        json.WriteString("last_updated"u8, HumanText.Time(endpoint.ModelsUpdated));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteLatencies(StatusWriter status, EndpointSnapshot endpoint)
    {
        if (endpoint.AverageLatency is { } average)
        {
            status.Json.WriteNumber("avg_latency_ms"u8, average);
        }

        status.Json.WriteNumber("min_latency_ms"u8, endpoint.MinLatency);
        status.Json.WriteNumber("max_latency_ms"u8, endpoint.MaxLatency);
    }

    private void WriteSecurity(StatusWriter status)
    {
        var json = status.Json;
        json.WriteStartObject("security"u8);
        json.WriteString("status"u8, security.IsElevated ? "elevated" : "normal");
        json.WriteNumber("blocked_ips"u8, security.BlockedAddresses);
        json.WriteStartObject("violations"u8);
        json.WriteNumber("rate_limits"u8, security.RateViolations);
        json.WriteNumber("size_limits"u8, security.SizeViolations);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteSystem(StatusWriter status, SystemSnapshot snapshot)
    {
        var json = status.Json;
        json.WriteStartObject("system"u8);
        json.WriteString("status"u8, snapshot.Status);
        json.WriteString("endpoints_up"u8, $"{snapshot.Healthy}/{snapshot.Endpoints.Count}");
        json.WriteString("success_rate"u8, snapshot.SuccessRate is { } rate ? HumanText.Percent(rate) : "N/A");
        json.WriteString("avg_latency"u8, HumanText.Latency(snapshot.AverageLatency ?? 0));
        json.WriteString("total_traffic"u8, HumanText.Bytes(snapshot.Bytes));
        StatisticsPages.WriteTokens(json, snapshot.Tokens);
        status.Volatile("uptime"u8, HumanText.Uptime(status.Now - startedAt));
        json.WriteString("start_time"u8, HumanText.Time(startedAt));
        json.WriteString("version"u8, product.Version);
        json.WriteString("commit"u8, product.Commit);
        json.WriteNumber("active_connections"u8, snapshot.ActiveConnections);
        json.WriteNumber("security_violations"u8, security.RateViolations + security.SizeViolations);
        json.WriteNumber("total_requests"u8, snapshot.Requests);
        json.WriteNumber("total_failures"u8, snapshot.Failures);
        json.WriteBoolean("has_traffic"u8, snapshot.Requests > 0);
        json.WriteEndObject();
    }

    private static void WriteEndpoints(StatusWriter status, SystemSnapshot snapshot)
    {
        var json = status.Json;
        json.WriteStartObject();
        status.VolatileTime("timestamp"u8, status.Now);
        json.WriteNumber("total_count"u8, snapshot.Endpoints.Count);
        json.WriteNumber("healthy_count"u8, snapshot.Healthy);
        json.WriteNumber("routable_count"u8, snapshot.Routable);
        json.WriteStartArray("endpoints"u8);
        foreach (var endpoint in snapshot.Endpoints)
        {
            WriteEndpoint(status, endpoint);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteEndpoint(StatusWriter status, EndpointSnapshot endpoint)
    {
        var json = status.Json;
        json.WriteStartObject();
        json.WriteString("id"u8, endpoint.Id);
        json.WriteString("name"u8, endpoint.Name);
        json.WriteString("type"u8, endpoint.Type);
        json.WriteString("url"u8, endpoint.Url);
        json.WriteString("status"u8, endpoint.Status.ToWireName());
        json.WriteNumber("priority"u8, endpoint.Priority);
        json.WriteNumber("model_count"u8, endpoint.ModelCount);
        json.WriteNumber("request_count"u8, endpoint.Attempts);
        json.WriteNumber("active_connections"u8, endpoint.Connections);
        json.WriteString("success_rate"u8, endpoint.SuccessRate is { } rate ? HumanText.Percent(rate) : "N/A");
        WriteLatencies(status, endpoint);
        StatisticsPages.WriteTokens(json, endpoint.Tokens);
        if (endpoint.Health.ProbeLatency is { } latency)
        {
            json.WriteString("response_time"u8, HumanText.Latency((long)latency.TotalMilliseconds));
        }

        var checkedAt = endpoint.Health.CheckedAt;
        status.Volatile("health_check"u8, checkedAt is null ? "" : HumanText.Ago(checkedAt, status.Now));
        status.VolatileTime("health_check_at"u8, checkedAt);
        status.VolatileTime("next_check_at"u8, endpoint.Health.NextCheckAt);
        if (endpoint.ModelsUpdated is { } synced)
        {
            status.Volatile("last_model_sync"u8, HumanText.Ago(synced, status.Now));
            status.VolatileTime("last_model_sync_at"u8, synced);
        }

        if (endpoint.Issue is { } issue)
        {
            json.WriteString("issues"u8, issue);
        }

        json.WriteEndObject();
    }
}
