using System.Globalization;
using System.Text.Json;
using Olla.Proxy.Models.Unification;

namespace Olla.Proxy.Models.Listing;

/// <summary>Writes lists of models in the shapes that clients know. Sorted by the name shown, which is usable in a request.</summary>
internal static class ModelListWriter
{
    /// <summary>Words in a name's first part that are organisations.</summary>
    private static readonly string[] Organisations =
        ["openai", "anthropic", "google", "meta", "microsoft", "mistral", "qwen", "deepseek", "nvidia", "cohere", "ibm", "alibaba", "tii", "bigcode", "stability"];

    /// <summary>Writes <paramref name="models"/> in <paramref name="shape"/>; <paramref name="now"/> is their <c>created</c>.</summary>
    public static void Write(Utf8JsonWriter json, ListedShape shape, IEnumerable<UnifiedModel> models, DateTimeOffset now)
    {
        var native = shape is ListedShape.Ollama or ListedShape.LmStudio;
        var source = ModelListShapes.AliasSourceOf(shape);
        var named = models
            .Select(model => (Model: model, Name: source is null ? model.ListedName : model.AliasFrom(source) ?? (native ? null : model.ListedName)))
            .Where(entry => entry.Name is not null)
            .OrderBy(entry => entry.Name, StringComparer.Ordinal);
        json.WriteStartObject();
        if (shape == ListedShape.Ollama)
        {
            json.WriteStartArray("models"u8);
        }
        else
        {
            json.WriteString("object"u8, "list"u8);
            json.WriteStartArray("data"u8);
        }

        foreach (var (model, name) in named)
        {
            json.WriteStartObject();
            WriteEntry(json, shape, model, name!, now);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (shape == ListedShape.LlamaCpp)
        {
            json.WriteNull("models"u8);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes one model as the list of that shape shows it.</summary>
    public static void WriteOne(Utf8JsonWriter json, ListedShape shape, UnifiedModel model, DateTimeOffset now)
    {
        var source = ModelListShapes.AliasSourceOf(shape);
        json.WriteStartObject();
        WriteEntry(json, shape, model, (source is null ? null : model.AliasFrom(source)) ?? model.ListedName, now);
        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, ListedShape shape, UnifiedModel model, string name, DateTimeOffset now)
    {
        if (shape == ListedShape.Ollama)
        {
            WriteOllama(json, model, name);
            return;
        }

        json.WriteString("id"u8, name);
        json.WriteString("object"u8, "model"u8);
        if (shape == ListedShape.LmStudio)
        {
            WriteLmStudio(json, model, name);
            return;
        }

        var created = now.ToUnixTimeSeconds();
        json.WriteNumber("created"u8, created);
        json.WriteString("owned_by"u8, shape is ListedShape.Unified or ListedShape.OpenAi ? "olla" : OwnerOf(name, shape));
        switch (shape)
        {
            case ListedShape.Unified:
                WriteUnified(json, model);
                break;
            case ListedShape.Vllm:
                json.WriteString("root"u8, name);
                WriteContext(json, "max_model_len", model);
                WritePermission(json, name, created);
                break;
            case ListedShape.Lmdeploy:
                WritePermission(json, name, created);
                break;
            case ListedShape.Sglang:
                WriteSglang(json, model, name);
                break;
            case ListedShape.Lemonade:
                json.WriteString("checkpoint"u8, model.Checkpoint ?? "");
                json.WriteString("recipe"u8, model.Recipe ?? "");
                json.WriteBoolean("downloaded"u8, false);
                break;
            default:
                break;
        }
    }

    private static void WriteUnified(Utf8JsonWriter json, UnifiedModel model)
    {
        json.WriteStartObject("olla"u8);
        json.WriteString("family"u8, model.Family);
        json.WriteString("variant"u8, model.Variant);
        json.WriteString("parameter_size"u8, model.ParameterSize);
        json.WriteString("quantization"u8, model.Quantization);
        json.WriteStartArray("aliases"u8);
        foreach (var alias in model.Aliases.Select(alias => alias.Name).Distinct(StringComparer.Ordinal))
        {
            json.WriteStringValue(alias);
        }

        json.WriteEndArray();
        json.WriteStartArray("availability"u8);
        foreach (var source in model.Sources)
        {
            json.WriteStartObject();
            json.WriteString("endpoint"u8, source.EndpointName);
            json.WriteString("state"u8, source.State);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("capabilities"u8);
        foreach (var capability in model.Capabilities)
        {
            json.WriteStringValue(capability);
        }

        json.WriteEndArray();
        WriteContext(json, "max_context_length", model);
        json.WriteEndObject();
    }

    private static void WriteOllama(Utf8JsonWriter json, UnifiedModel model, string name)
    {
        json.WriteString("name"u8, name);
        json.WriteString("model"u8, name);
        json.WriteString("modified_at"u8, model.LastSeen.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
        json.WriteNumber("size"u8, model.Sources.Max(source => source.Size));
        json.WriteString("digest"u8, model.Digest ?? "");
        json.WriteStartObject("details"u8);
        json.WriteString("family"u8, model.Family);
        json.WriteString("parameter_size"u8, model.ParameterSize);
        json.WriteString("quantization_level"u8, QuantizationShown(model));
        json.WriteEndObject();
    }

    private static void WriteLmStudio(Utf8JsonWriter json, UnifiedModel model, string name)
    {
        var state = model.Sources.FirstOrDefault(source => source.NativeName == name)?.State;
        json.WriteString("type"u8, model.ModelType ?? (ModelListing.IsOfType(model, "vlm") ? "vlm" : ModelListing.IsOfType(model, "embeddings") ? "embeddings" : "llm"));
        WriteText(json, "publisher", model.Publisher);
        WriteText(json, "arch", model.Family);
        WriteText(json, "quantization", QuantizationShown(model));
        json.WriteString("state"u8, state is null or "available" or "unknown" ? "not-loaded" : state);
        WriteContext(json, "max_context_length", model);
    }

    private static void WriteSglang(Utf8JsonWriter json, UnifiedModel model, string name)
    {
        json.WriteString("root"u8, name);
        WriteContext(json, "max_model_len", model);
        WriteText(json, "parent", model.ParentModel);
        if (model.Capabilities.Contains("vision"))
        {
            json.WriteBoolean("supports_vision"u8, true);
        }
    }

    private static void WritePermission(Utf8JsonWriter json, string name, long created)
    {
        json.WriteStartArray("permission"u8);
        json.WriteStartObject();
        json.WriteString("id"u8, "modelperm-olla-" + name.Replace('/', '-'));
        json.WriteString("object"u8, "model_permission"u8);
        json.WriteNumber("created"u8, created);
        json.WriteBoolean("allow_create_engine"u8, false);
        json.WriteBoolean("allow_sampling"u8, true);
        json.WriteBoolean("allow_logprobs"u8, true);
        json.WriteBoolean("allow_search_indices"u8, false);
        json.WriteBoolean("allow_view"u8, true);
        json.WriteBoolean("allow_fine_tuning"u8, false);
        json.WriteString("organization"u8, "*"u8);
        json.WriteNull("group"u8);
        json.WriteBoolean("is_blocking"u8, false);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    /// <summary>As its backend spells it (<c>Q4_K_M</c>), since clients compare it.</summary>
    private static string QuantizationShown(UnifiedModel model) => (model.ReportedQuantization ?? model.Quantization).ToUpperInvariant();

    private static string OwnerOf(string name, ListedShape shape)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0)
        {
            return name[..slash];
        }

        var hyphen = name.IndexOf('-', StringComparison.Ordinal);
        var first = hyphen > 0 ? name[..hyphen] : "";
        return Array.Exists(Organisations, organisation => first.Contains(organisation, StringComparison.OrdinalIgnoreCase)) ? first : ModelListShapes.OwnerOf(shape);
    }

    private static void WriteContext(Utf8JsonWriter json, string key, UnifiedModel model)
    {
        if (model.MaxContextLength > 0)
        {
            json.WriteNumber(key, model.MaxContextLength);
        }
    }

    private static void WriteText(Utf8JsonWriter json, string key, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json.WriteString(key, value);
        }
    }
}
