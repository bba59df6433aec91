using System.Text.Json;
using Olla.Proxy.Endpoints;
using Olla.Proxy.Http.Status;
using Olla.Proxy.Statistics;

namespace Olla.Proxy.Http.Dashboard;

internal sealed partial class DashboardDocuments
{
    private void WriteFleet(Utf8JsonWriter json, SystemSnapshot snapshot)
    {
        var endpoints = sources.Endpoints.Snapshot.ToArray();
        var ids = EndpointId.Of(endpoints);
        var states = endpoints.ToDictionary(endpoint => ids[endpoint], endpoint => endpoint.State);
        var firstByte = sources.Requests.Histograms.TimeToFirstByte.ToLookup(series => series.Key.Endpoint, StringComparer.Ordinal);
        json.WriteStartObject();
        json.WriteString("status"u8, snapshot.Status);
        json.WriteNumber("total"u8, snapshot.Endpoints.Count);
        json.WriteNumber("healthy"u8, snapshot.Healthy);
        json.WriteNumber("routable"u8, snapshot.Routable);
        json.WriteStartArray("endpoints"u8);
        foreach (var endpoint in snapshot.Endpoints)
        {
            WriteEndpoint(json, endpoint, LatencySpread.Of(firstByte[endpoint.Name]), states.GetValueOrDefault(endpoint.Id));
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteEndpoint(Utf8JsonWriter json, EndpointSnapshot endpoint, LatencySpread firstByte, EndpointState? state)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, endpoint.Id);
        json.WriteString("name"u8, endpoint.Name);
        json.WriteString("url"u8, endpoint.Url);
        json.WriteString("type"u8, endpoint.Type);
        json.WriteString("status"u8, endpoint.Status.ToWireName());
        json.WriteNumber("priority"u8, endpoint.Priority);
        json.WriteNumber("models"u8, endpoint.ModelCount);
        json.WriteNumber("connections"u8, endpoint.Connections);
        json.WriteNumber("attempts"u8, endpoint.Attempts);
        WriteNullable(json, "success_rate"u8, endpoint.SuccessRate);
        WriteNullable(json, "average_ms"u8, endpoint.AverageLatency);
        json.WriteNumber("least_ms"u8, endpoint.MinLatency);
        json.WriteNumber("most_ms"u8, endpoint.MaxLatency);
        json.WriteNumber("bytes"u8, endpoint.Bytes);
        WriteNullable(json, "first_token_p50"u8, firstByte.Percentile(50));
        WriteNullable(json, "first_token_p95"u8, firstByte.Percentile(95));
        WriteTime(json, "checked_at"u8, endpoint.Health.CheckedAt);
        WriteTime(json, "next_check_at"u8, endpoint.Health.NextCheckAt);
        WriteTime(json, "models_at"u8, endpoint.ModelsUpdated);
        WriteNullable(json, "probe_ms"u8, endpoint.Health.ProbeLatency?.TotalMilliseconds);
        json.WriteNumber("failures_in_a_row"u8, endpoint.Health.ConsecutiveFailures);
        json.WriteString("problem"u8, endpoint.Health.Problem);
        json.WriteString("issues"u8, endpoint.Issues);
        json.WriteStartArray("history"u8);
        foreach (var entry in state is null ? [] : health.Of(state))
        {
            json.WriteStartArray();
            json.WriteNumberValue(entry.At.ToUnixTimeMilliseconds());
            json.WriteStringValue(entry.Status.ToWireName());
            json.WriteNumberValue(Math.Round(entry.Latency?.TotalMilliseconds ?? 0, 1));
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteSticky(Utf8JsonWriter json)
    {
        var enabled = sources.Generations.Current.Options.Proxy.StickySessions.Enabled;
        var figures = sources.Sessions.Statistics();
        json.WriteStartObject();
        json.WriteBoolean("enabled"u8, enabled);
        json.WriteNumber("sessions"u8, figures.ActiveSessions);
        json.WriteNumber("insertions"u8, figures.Insertions);
        json.WriteNumber("hits"u8, figures.Hits);
        json.WriteNumber("misses"u8, figures.Misses);
        json.WriteNumber("evictions"u8, figures.Evictions);
        json.WriteNumber("most"u8, figures.MaxSessions);
        json.WriteNumber("idle_seconds"u8, figures.IdleTtlSeconds);
        json.WriteStartArray("endpoints"u8);
        if (enabled)
        {
            var counts = sources.Sessions.CountByEndpoint();
            foreach (var endpoint in sources.Endpoints.Snapshot.ToArray())
            {
                json.WriteStartObject();
                json.WriteString("name"u8, endpoint.Name);
                json.WriteNumber("sessions"u8, counts.GetValueOrDefault(endpoint.State));
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
