using System.Text.Json;
using Olla.Configuration;
using Olla.Proxy.Http.Status;
using Olla.Proxy.Statistics;

namespace Olla.Proxy.Http.Dashboard;

internal sealed partial class DashboardDocuments
{
    private static void WriteModels(Utf8JsonWriter json, IReadOnlyList<InventoryModel> models)
    {
        json.WriteStartObject();
        json.WriteStartArray("models"u8);
        foreach (var model in models)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, model.Name);
            json.WriteString("family"u8, model.Family);
            json.WriteString("params"u8, model.Parameters);
            json.WriteString("quant"u8, model.Quantization);
            json.WriteNumber("size"u8, model.Size);
            json.WriteNumber("context"u8, model.Context);
            WriteTime(json, "seen_at"u8, model.LastSeen);
            json.WriteStartArray("aliases"u8);
            foreach (var alias in model.Aliases)
            {
                json.WriteStringValue(alias);
            }

            json.WriteEndArray();
            json.WriteStartArray("endpoints"u8);
            foreach (var (name, id) in model.Places)
            {
                json.WriteStartArray();
                json.WriteStringValue(name);
                json.WriteStringValue(id);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteUsage(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("models"u8);
        foreach (var model in sources.Requests.Models.Snapshot())
        {
            json.WriteStartObject();
            json.WriteString("name"u8, model.Name);
            json.WriteNumber("requests"u8, model.Requests);
            json.WriteNumber("failures"u8, model.Failures);
            json.WriteNumber("average_ms"u8, model.AverageLatency);
            json.WriteNumber("p95_ms"u8, model.Percentile(95));
            json.WriteNumber("input_tokens"u8, model.Tokens.Input);
            json.WriteNumber("output_tokens"u8, model.Tokens.Output);
            WriteNullable(json, "tokens_per_second"u8, model.Tokens.PerSecond);
            WriteTime(json, "last_at"u8, model.LastRequested);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteRecent(Utf8JsonWriter json)
    {
        var (all, failures) = sources.Recent.Snapshot();
        json.WriteStartObject();
        WriteRequests(json, "requests"u8, all);
        WriteRequests(json, "failures"u8, failures);
        json.WriteEndObject();
    }

    private static void WriteRequests(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<RecentRequest> requests)
    {
        json.WriteStartArray(name);
        foreach (var request in requests)
        {
            json.WriteStartObject();
            json.WriteNumber("number"u8, request.Number);
            WriteTime(json, "at"u8, request.EndedAt);
            json.WriteString("id"u8, request.RequestId);
            json.WriteString("method"u8, request.Method);
            json.WriteString("path"u8, request.Path);
            json.WriteNumber("status"u8, request.Status);
            json.WriteString("endpoint"u8, request.Endpoint);
            json.WriteString("model"u8, request.Model);
            json.WriteString("strategy"u8, request.Strategy);
            json.WriteString("decision"u8, request.Decision);
            json.WriteString("reason"u8, request.Reason);
            json.WriteNumber("attempts"u8, request.Attempts);
            WriteNullable(json, "duration_ms"u8, request.Duration.TotalMilliseconds);
            WriteNullable(json, "first_token_ms"u8, request.FirstByte?.TotalMilliseconds);
            WriteNullable(json, "input_tokens"u8, request.Metrics?.InputTokens);
            WriteNullable(json, "output_tokens"u8, request.Metrics?.OutputTokens);
            WriteNullable(json, "tokens_per_second"u8, request.Metrics?.TokensPerSecond);
            json.WriteString("error"u8, request.Error);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteConfiguration(Utf8JsonWriter json)
    {
        var current = sources.Configuration.Current;
        json.WriteStartObject();
        json.WriteString("file"u8, current.FilePath);
        json.WriteStartArray("settings"u8);
        foreach (var setting in current.Settings)
        {
            json.WriteStartObject();
            json.WriteString("path"u8, setting.Path);
            json.WriteString("value"u8, setting.Value);
            json.WriteString("meaning"u8, setting.Meaning);
            json.WriteString("source"u8, setting.Source.ToString());
            json.WriteBoolean("is_default"u8, setting.Source.Origin == SettingOrigin.Default);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
