using System.Text.Json;
using Olla.Proxy.Models.Unification;

namespace Olla.Proxy.Models.Listing;

/// <summary>Writes the summary of one model, as <c>/olla/models/{id}</c> shows it.</summary>
internal static class ModelDetailWriter
{
    /// <param name="json">Where to.</param>
    /// <param name="model">What to show.</param>
    /// <param name="diskSize">Total size in words for people.</param>
    /// <param name="lastSeen">Age in words for people.</param>
    public static void Write(Utf8JsonWriter json, UnifiedModel model, string diskSize, string lastSeen)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, model.Id);
        json.WriteString("family"u8, model.Family);
        json.WriteString("variant"u8, model.Variant);
        json.WriteString("parameter_size"u8, model.ParameterSize);
        json.WriteNumber("parameter_count"u8, model.ParameterCount);
        json.WriteString("quantization"u8, model.Quantization);
        json.WriteString("format"u8, model.Format);
        json.WriteString("total_disk_size"u8, diskSize);
        json.WriteString("last_seen"u8, lastSeen);
        if (model.MaxContextLength > 0)
        {
            json.WriteNumber("max_context_length"u8, model.MaxContextLength);
        }

        WriteNames(json, "aliases", model.Aliases.Select(alias => alias.Name));
        WriteNames(json, "capabilities", model.Capabilities);
        WriteNames(json, "endpoints", model.Sources.Select(source => source.EndpointName));
        WriteNames(json, "loaded_endpoints", model.Sources.Where(source => source.State == "loaded").Select(source => source.EndpointName));
        json.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter json, string key, IEnumerable<string> names)
    {
        json.WriteStartArray(key);
        foreach (var name in names.Distinct(StringComparer.Ordinal))
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
    }
}
