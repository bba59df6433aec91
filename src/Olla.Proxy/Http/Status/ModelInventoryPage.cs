using Olla.Proxy.Endpoints;
using Olla.Proxy.Models;

namespace Olla.Proxy.Http.Status;

/// <summary><c>/internal/status/models</c>: which models were discovered where.</summary>
internal sealed class ModelInventoryPage(ModelRegistry registry, EndpointRegistry endpoints, TimeProvider time)
{
    private const int MostRecent = 10;
    private const string NoFamily = "unknown";

    public Task HandleAsync(RequestScope scope)
    {
        var known = registry.Current;
        var models = InventoryModel.AllOf(known, EndpointId.Of(endpoints.Snapshot.Span), endpoints.Snapshot.Span);
        var query = scope.Request.Query;
        var grouped = query["detailed"] == "true" && query["group"] == "family";
        return ConditionalAnswer.WriteAsync(scope, time.GetUtcNow(), status => Write(status, models, known.Lists.Length, grouped));
    }

    private static void Write(StatusWriter status, IReadOnlyList<InventoryModel> models, int endpointCount, bool grouped)
    {
        var json = status.Json;
        var families = models.GroupBy(model => model.Family.Length > 0 ? model.Family : NoFamily, StringComparer.Ordinal)
            .OrderBy(family => family.Key == NoFamily).ThenBy(family => family.Key, StringComparer.Ordinal).ToArray();
        json.WriteStartObject();
        status.VolatileTime("timestamp"u8, status.Now);
        json.WriteNumber("total_models"u8, models.Count);
        json.WriteNumber("total_families"u8, families.Length);
        json.WriteNumber("total_endpoints"u8, endpointCount);
        json.WriteStartObject("models_by_family"u8);
        foreach (var family in families)
        {
            json.WriteStartArray(family.Key);
            foreach (var model in family)
            {
                json.WriteStringValue(model.Name);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteStartArray("recent_models"u8);
        foreach (var model in models.OrderByDescending(model => model.LastSeen).ThenBy(model => model.Name, StringComparer.Ordinal).Take(MostRecent))
        {
            Write(status, model);
        }

        json.WriteEndArray();
        if (grouped)
        {
            WriteGroups(status, families);
        }

        json.WriteEndObject();
    }

    private static void WriteGroups(StatusWriter status, IEnumerable<IGrouping<string, InventoryModel>> families)
    {
        var json = status.Json;
        json.WriteStartArray("model_groups"u8);
        foreach (var family in families)
        {
            json.WriteStartObject();
            json.WriteString("family"u8, family.Key);
            json.WriteNumber("model_count"u8, family.Count());
            json.WriteStartArray("endpoints"u8);
            foreach (var endpoint in family.SelectMany(model => model.Places).Select(place => place.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                json.WriteStringValue(endpoint);
            }

            json.WriteEndArray();
            json.WriteStartArray("models"u8);
            foreach (var model in family)
            {
                Write(status, model);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(StatusWriter status, InventoryModel model)
    {
        var json = status.Json;
        json.WriteStartObject();
        json.WriteString("name"u8, model.Name);
        WriteIfKnown(json, "type"u8, model.Type);
        WriteIfKnown(json, "family"u8, model.Family);
        WriteIfKnown(json, "params"u8, model.Parameters);
        WriteIfKnown(json, "quant"u8, model.Quantization);
        if (model.Size > 0)
        {
            json.WriteString("size"u8, HumanText.Bytes(model.Size));
        }

        status.Volatile("last_seen"u8, HumanText.Ago(model.LastSeen, status.Now));
        json.WriteString("last_seen_at"u8, HumanText.Time(model.LastSeen));
        WriteList(json, "endpoints"u8, model.Places.Select(place => place.Name));
        WriteList(json, "endpoint_ids"u8, model.Places.Select(place => place.Id));
        WriteList(json, "aliases"u8, model.Aliases);
        WriteList(json, "capabilities"u8, model.Capabilities);
        json.WriteEndObject();
    }

    private static void WriteIfKnown(System.Text.Json.Utf8JsonWriter json, ReadOnlySpan<byte> name, string value)
    {
        if (value.Length > 0)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteList(System.Text.Json.Utf8JsonWriter json, ReadOnlySpan<byte> name, IEnumerable<string> values)
    {
        var all = values.ToArray();
        if (all.Length == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var value in all)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
