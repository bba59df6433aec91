using System.Text.Json;
using Olla.Proxy.Providers;

namespace Olla.Proxy.Models.Parsing;

/// <summary>One entry of a list, provider by provider.</summary>
internal static class ModelEntry
{
    public static DiscoveredModel Read(JsonElement entry, string name, ModelListFormat format) => format switch
    {
        ModelListFormat.Ollama => Ollama(entry, name),
        ModelListFormat.LmStudio => LmStudio(entry, name),
        ModelListFormat.Vllm => Served(entry, name, "vllm") with { ParentModel = entry.Text("parent"), MaxContextLength = entry.Number("max_model_len") },
        ModelListFormat.VllmMlx => Served(entry, name, "vllm-mlx", "vllm") with { Format = "mlx" },
        ModelListFormat.Sglang => Served(entry, name, "sglang") with { ParentModel = entry.Text("parent"), MaxContextLength = entry.Number("max_model_len") },
        ModelListFormat.LlamaCpp => Served(entry, name, "llamacpp") with { Format = "gguf" },
        ModelListFormat.Lmdeploy => Served(entry, name, "lmdeploy") with { ParentModel = entry.Text("parent") },
        ModelListFormat.Lemonade => Lemonade(entry, name),
        ModelListFormat.DockerModelRunner => Served(entry, name, "docker-model-runner", "docker") with { Format = "gguf" },
        _ => new DiscoveredModel
        {
            Name = name,
            Type = entry.Text("object"),
            ModifiedAt = entry.UnixTime("created"),
            Publisher = entry.Text("owned_by"),
            MaxContextLength = entry.Number("max_model_len"),
        },
    };

    private static DiscoveredModel Ollama(JsonElement entry, string name)
    {
        var details = entry.Section("details");
        return new DiscoveredModel
        {
            Name = name,
            Size = entry.Number("size"),
            Digest = entry.Text("digest"),
            Description = entry.Text("description"),
            ModifiedAt = entry.Time("modified_at"),
            ParameterSize = details.Text("parameter_size"),
            Quantization = details.Text("quantization_level"),
            Family = details.Text("family"),
            Families = details.Texts("families"),
            Format = details.Text("format"),
            ParentModel = details.Text("parent_model"),
        };
    }

    private static DiscoveredModel LmStudio(JsonElement entry, string name)
    {
        var architecture = entry.Text("arch");
        return new DiscoveredModel
        {
            Name = name,
            Type = entry.Text("type") ?? entry.Text("object"),
            Publisher = entry.Text("publisher"),
            ParentModel = entry.Text("publisher"),
            Family = architecture,
            Families = architecture is null ? [] : [architecture],
            Format = entry.Text("compatibility_type"),
            Quantization = entry.Text("quantization"),
            State = entry.Text("state"),
            MaxContextLength = entry.Number("max_context_length"),
        };
    }

    private static DiscoveredModel Lemonade(JsonElement entry, string name)
    {
        var checkpoint = entry.Text("checkpoint");
        var recipe = entry.Text("recipe");
        var slash = checkpoint?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        return Served(entry, name, "lemonade") with
        {
            Checkpoint = checkpoint,
            Recipe = recipe,
            Publisher = slash > 0 ? checkpoint![..slash] : null,
            Format = recipe switch
            {
                null => null,
                _ when recipe.StartsWith("oga-", StringComparison.OrdinalIgnoreCase) => "onnx",
                "llamacpp" or "flm" => "gguf",
                _ => null,
            },
            State = entry.Flag("downloaded") ? "available" : null,
        };
    }

    /// <summary>The fields that OpenAI-style lists share; an owner that only names the server says nothing about the publisher.</summary>
    private static DiscoveredModel Served(JsonElement entry, string name, string type, params ReadOnlySpan<string> ownOwners)
    {
        var owner = entry.Text("owned_by");
        return new DiscoveredModel
        {
            Name = name,
            Type = type,
            ModifiedAt = entry.UnixTime("created"),
            Publisher = owner is null || owner == type || ownOwners.Contains(owner) ? null : owner,
        };
    }
}
