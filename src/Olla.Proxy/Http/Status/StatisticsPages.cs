using System.Text.Json;
using Olla.Proxy.Routing.Sticky;
using Olla.Proxy.Statistics;

namespace Olla.Proxy.Http.Status;

/// <summary><c>/internal/stats/models</c> and <c>/internal/stats/sticky</c>.</summary>
internal sealed class StatisticsPages(ModelStatistics models, StickySessionStore sessions, TimeProvider time)
{
    public Task ModelsAsync(RequestScope scope)
    {
        var now = time.GetUtcNow();
        var snapshot = models.Snapshot();
        return JsonBody.WriteAsync(scope.Response, JsonBody.Bytes(json => WriteModels(json, snapshot, now)));
    }

    public Task StickyAsync(RequestScope scope)
    {
        if (!scope.Generation.Options.Proxy.StickySessions.Enabled)
        {
            return JsonBody.WriteAsync(scope.Response, """{"enabled":false}"""u8.ToArray());
        }

        var figures = sessions.Statistics();
        return JsonBody.WriteAsync(scope.Response, JsonBody.Bytes(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("enabled"u8, true);
            json.WriteNumber("active_sessions"u8, figures.ActiveSessions);
            json.WriteNumber("insertions"u8, figures.Insertions);
            json.WriteNumber("hits"u8, figures.Hits);
            json.WriteNumber("misses"u8, figures.Misses);
            json.WriteNumber("evictions"u8, figures.Evictions);
            json.WriteNumber("max_sessions"u8, figures.MaxSessions);
            json.WriteNumber("idle_ttl_seconds"u8, figures.IdleTtlSeconds);
            json.WriteEndObject();
        }));
    }

    private void WriteModels(Utf8JsonWriter json, IReadOnlyList<ModelTraffic> all, DateTimeOffset now)
    {
        json.WriteStartObject();
        json.WriteString("timestamp"u8, HumanText.Time(now));
        json.WriteStartArray("models"u8);
        foreach (var model in all)
        {
            WriteModel(json, model, now);
        }

        json.WriteEndArray();
        WriteEndpoints(json, all, now);
        WriteSummary(json, all);
        json.WriteEndObject();
    }

    private static void WriteModel(Utf8JsonWriter json, ModelTraffic model, DateTimeOffset now)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, model.Name);
        json.WriteNumber("total_requests"u8, model.Requests);
        json.WriteNumber("successful_requests"u8, model.Successes);
        json.WriteNumber("failed_requests"u8, model.Failures);
        json.WriteString("success_rate"u8, HumanText.Percent(model.SuccessRate));
        json.WriteString("total_traffic"u8, HumanText.Bytes(model.Bytes));
        json.WriteString("average_latency"u8, HumanText.Latency(model.AverageLatency));
        json.WriteString("p95_latency"u8, HumanText.Latency(model.Percentile(95)));
        json.WriteString("p99_latency"u8, HumanText.Latency(model.Percentile(99)));
        json.WriteString("last_requested"u8, HumanText.Ago(model.LastRequested, now));
        WriteTokens(json, model.Tokens);
        json.WriteNumber("unique_clients"u8, model.UniqueClients);
        json.WriteNumber("routing_hits"u8, model.RoutingHits);
        json.WriteNumber("routing_misses"u8, model.RoutingMisses);
        json.WriteNumber("routing_fallbacks"u8, model.RoutingFallbacks);
        json.WriteStartObject("endpoint_breakdown"u8);
        foreach (var endpoint in model.Endpoints)
        {
            WriteEndpoint(json, endpoint, now);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteEndpoints(Utf8JsonWriter json, IReadOnlyList<ModelTraffic> all, DateTimeOffset now)
    {
        json.WriteStartObject("endpoints"u8);
        foreach (var endpoint in all.SelectMany(model => model.Endpoints).GroupBy(endpoint => endpoint.Endpoint, StringComparer.Ordinal))
        {
            WriteEndpoint(json, endpoint.Aggregate((one, other) => one.Plus(other)), now);
        }

        json.WriteEndObject();
    }

    private static void WriteEndpoint(Utf8JsonWriter json, ModelEndpointTraffic endpoint, DateTimeOffset now)
    {
        json.WriteStartObject(endpoint.Endpoint);
        json.WriteString("endpoint_name"u8, endpoint.Endpoint);
        json.WriteNumber("request_count"u8, endpoint.Requests);
        json.WriteNumber("consecutive_errors"u8, endpoint.ConsecutiveErrors);
        json.WriteNumber("success_rate"u8, Math.Round(endpoint.SuccessRate, 6));
        json.WriteString("average_latency"u8, HumanText.Latency(endpoint.AverageLatency));
        json.WriteString("last_used"u8, HumanText.Ago(endpoint.LastUsed, now));
        WriteTokens(json, endpoint.Tokens);
        json.WriteEndObject();
    }

    /// <summary>Tokens that answers told; the speed is left out as long as none is known.</summary>
    public static void WriteTokens(Utf8JsonWriter json, TokenTotals tokens)
    {
        json.WriteNumber("input_tokens"u8, tokens.Input);
        json.WriteNumber("output_tokens"u8, tokens.Output);
        if (tokens.PerSecond is { } speed)
        {
            json.WriteNumber("tokens_per_second"u8, Math.Round(speed, 1));
        }
    }

    private void WriteSummary(Utf8JsonWriter json, IReadOnlyList<ModelTraffic> all)
    {
        var requests = all.Sum(model => model.Requests);
        json.WriteStartObject("summary"u8);
        json.WriteNumber("total_models"u8, all.Count);
        json.WriteNumber("active_models"u8, all.Count(models.IsActive));
        json.WriteNumber("total_requests"u8, requests);
        json.WriteString("overall_success_rate"u8, HumanText.Percent(requests == 0 ? 0 : 100.0 * all.Sum(model => model.Successes) / requests));
        json.WriteString("total_traffic"u8, HumanText.Bytes(all.Sum(model => model.Bytes)));
        WriteTokens(json, all.Aggregate(default(TokenTotals), static (sum, model) => sum + model.Tokens));
        json.WriteString("most_popular_model"u8, all.Count == 0 ? "" : all[0].Name);
        json.WriteString("least_popular_model"u8, all.Count == 0 ? "" : all[^1].Name);
        json.WriteEndObject();
    }
}
