namespace Olla.Proxy.Models.Listing;

/// <summary>What a client of <c>/olla/models</c> asked for.</summary>
internal sealed record ModelListQuery
{
    public ListedShape Shape { get; init; } = ListedShape.Unified;

    /// <summary>Name of an endpoint that must have the model.</summary>
    public string? Endpoint { get; init; }

    public string? Family { get; init; }

    /// <summary><c>llm</c>, <c>vlm</c> or <c>embeddings</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Whether the model must (or must not) be loaded somewhere.</summary>
    public bool? Loaded { get; init; }

    /// <summary>Lists models too that no serving endpoint has.</summary>
    public bool IncludeUnavailable { get; init; }

    /// <summary>Reads a query through <paramref name="valueOf"/> (null for an absent key); on failure, <paramref name="error"/> says what is allowed.</summary>
    public static ModelListQuery? Read(Func<string, string?> valueOf, out string? error)
    {
        error = null;
        var format = valueOf("format");
        var shape = string.IsNullOrEmpty(format) ? ListedShape.Unified : ModelListShapes.Find(format);
        if (shape is null)
        {
            error = $"invalid query parameter format=\"{format}\"; allowed: {ModelListShapes.Names}";
            return null;
        }

        bool? loaded = null;
        switch (valueOf("available"))
        {
            case null or "":
                break;
            case "true":
                loaded = true;
                break;
            case "false":
                loaded = false;
                break;
            case var other:
                error = $"invalid query parameter available=\"{other}\"; allowed: true, false";
                return null;
        }

        return new ModelListQuery
        {
            Shape = shape.Value,
            Endpoint = Given(valueOf("endpoint")),
            Family = Given(valueOf("family")),
            Type = TypeOfCapability(valueOf("capability")) ?? Given(valueOf("type")),
            Loaded = loaded,
            IncludeUnavailable = valueOf("include_unavailable") == "true",
        };
    }

    private static string? Given(string? value) => string.IsNullOrEmpty(value) ? null : value;

    /// <summary>The older parameter, in terms of the newer one.</summary>
    private static string? TypeOfCapability(string? capability) => capability switch
    {
        "vision" or "multimodal" => "vlm",
        "embedding" or "embeddings" or "vector_search" => "embeddings",
        "chat" or "text_generation" or "completion" => "llm",
        _ => null,
    };
}
