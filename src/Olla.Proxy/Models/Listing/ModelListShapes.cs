using System.Collections.Frozen;

namespace Olla.Proxy.Models.Listing;

/// <summary>The shapes in which we list models.</summary>
internal enum ListedShape { Unified, OpenAi, Ollama, LmStudio, Lemonade, Lmdeploy, Sglang, Vllm, VllmMlx, LlamaCpp, DockerModelRunner }

/// <summary>What each shape is called, in queries and in names of models.</summary>
internal static class ModelListShapes
{
    private static readonly FrozenDictionary<string, ListedShape> ByName = new Dictionary<string, ListedShape>
    {
        ["unified"] = ListedShape.Unified,
        ["openai"] = ListedShape.OpenAi,
        ["ollama"] = ListedShape.Ollama,
        ["lmstudio"] = ListedShape.LmStudio,
        ["lemonade"] = ListedShape.Lemonade,
        ["lmdeploy"] = ListedShape.Lmdeploy,
        ["sglang"] = ListedShape.Sglang,
        ["vllm"] = ListedShape.Vllm,
        ["vllm-mlx"] = ListedShape.VllmMlx,
        ["llamacpp"] = ListedShape.LlamaCpp,
        ["docker-model-runner"] = ListedShape.DockerModelRunner,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All names, for messages.</summary>
    public const string Names = "unified, openai, ollama, lmstudio, lemonade, lmdeploy, sglang, vllm, vllm-mlx, llamacpp, docker-model-runner";

    /// <summary>The shape of a <c>format</c> query; null when there is none of that name.</summary>
    public static ListedShape? Find(string name) => ByName.TryGetValue(name, out var shape) ? shape : null;

    /// <summary>Whose names a shape prefers, as tags of aliases; null when any will do.</summary>
    public static string? AliasSourceOf(ListedShape shape) => shape switch
    {
        ListedShape.Unified or ListedShape.OpenAi => null,
        ListedShape.VllmMlx => "vllmmlx",
        ListedShape.DockerModelRunner => "dockermodelrunner",
        _ => OwnerOf(shape),
    };

    /// <summary>The <c>owned_by</c> of models whose name does not tell an organisation.</summary>
    public static string OwnerOf(ListedShape shape) => shape switch
    {
        ListedShape.Ollama => "ollama",
        ListedShape.LmStudio => "lmstudio",
        ListedShape.Lemonade => "lemonade",
        ListedShape.Lmdeploy => "lmdeploy",
        ListedShape.Sglang => "sglang",
        ListedShape.Vllm => "vllm",
        ListedShape.VllmMlx => "vllm-mlx",
        ListedShape.LlamaCpp => "llamacpp",
        ListedShape.DockerModelRunner => "docker",
        _ => "olla",
    };
}
