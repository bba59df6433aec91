using System.Globalization;
using System.Text.Json;
using Olla.Proxy.Models.Unification;

namespace Olla.Proxy.Models.Listing;

/// <summary>Writes the list of the Messages API.</summary>
internal static class AnthropicModelListWriter
{
    /// <param name="json">Where to.</param>
    /// <param name="models">What to list.</param>
    /// <param name="startedAt">Start of the process, the <c>created_at</c> of every model.</param>
    public static void Write(Utf8JsonWriter json, IEnumerable<UnifiedModel> models, DateTimeOffset startedAt)
    {
        var names = models.Select(model => model.ListedName).Order(StringComparer.Ordinal).ToArray();
        json.WriteStartObject();
        json.WriteStartArray("data"u8);
        foreach (var name in names)
        {
            WriteOne(json, name, startedAt);
        }

        json.WriteEndArray();
        json.WriteBoolean("has_more"u8, false);
        WriteNameOrNull(json, "first_id", names.FirstOrDefault());
        WriteNameOrNull(json, "last_id", names.LastOrDefault());
        json.WriteEndObject();
    }

    /// <summary>Writes one entry of the list.</summary>
    public static void WriteOne(Utf8JsonWriter json, string name, DateTimeOffset startedAt)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "model"u8);
        json.WriteString("id"u8, name);
        json.WriteString("display_name"u8, name);
        json.WriteString("created_at"u8, startedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }

    private static void WriteNameOrNull(Utf8JsonWriter json, string key, string? name)
    {
        if (name is null)
        {
            json.WriteNull(key);
        }
        else
        {
            json.WriteString(key, name);
        }
    }
}
