using System.Collections.Immutable;
using System.Text.Json;
using Olla.Proxy.Providers;

namespace Olla.Proxy.Models.Parsing;

/// <summary>Reads the model lists of every provider. Unknown fields are ignored, entries without a name are skipped.</summary>
internal static class ModelListParser
{
    /// <summary>Reads <paramref name="body"/> in the shape of <paramref name="format"/>; an empty body lists nothing.</summary>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public static ParsedModelList Parse(ReadOnlyMemory<byte> body, ModelListFormat format)
    {
        if (body.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            return ParsedModelList.Nothing;
        }

        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        var models = ArrayOf(root, "models");
        var data = ArrayOf(root, "data");
        var shape = (models, data) switch
        {
            (null, null) => ModelListShape.Unknown,
            (not null, null) => ModelListShape.Models,
            (null, not null) => ModelListShape.Data,
            _ => ModelListShape.Both,
        };

        // A model_url that points a provider's endpoint at its other list is read for what it is.
        var read = format == ModelListFormat.Ollama
            ? models is not null ? Read(models.Value, ModelListFormat.Ollama) : Read(data, ModelListFormat.OpenAi)
            : data is not null ? Read(data.Value, format) : Read(models, ModelListFormat.Ollama);
        var first = data?.EnumerateArray().FirstOrDefault() ?? default;
        return new ParsedModelList(read, shape, first.Text("owned_by"), first.Text("state") is not null && first.Text("type") is not null);
    }

    private static JsonElement? ArrayOf(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var array) && array.ValueKind == JsonValueKind.Array ? array : null;

    private static ImmutableArray<DiscoveredModel> Read(JsonElement? array, ModelListFormat format)
    {
        if (array is null)
        {
            return [];
        }

        var models = ImmutableArray.CreateBuilder<DiscoveredModel>(array.Value.GetArrayLength());
        var nameKey = format == ModelListFormat.Ollama ? "name" : "id";
        foreach (var entry in array.Value.EnumerateArray())
        {
            if (entry.Text(nameKey) is { } name)
            {
                models.Add(ModelEntry.Read(entry, name, format));
            }
        }

        return models.ToImmutable();
    }
}
