using Olla.Proxy.Models;

namespace Olla.Proxy.Http.Status;

/// <summary>One model by its native name, put together from the lists of all endpoints that have it.</summary>
internal sealed record InventoryModel
{
    private const long LongContext = 100_000;

    public required string Name { get; init; }
    public required string Type { get; init; }
    public required string Family { get; init; }
    public required string Parameters { get; init; }
    public required string Quantization { get; init; }
    public required long Size { get; init; }
    public required long Context { get; init; }
    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>Who has it, by name and then id.</summary>
    public required IReadOnlyList<(string Name, string Id)> Places { get; init; }

    /// <summary>Other names of the same model, sorted.</summary>
    public required IReadOnlyList<string> Aliases { get; init; }

    public IEnumerable<string> Capabilities
    {
        get
        {
            string[] byType = Type switch
            {
                "llm" => ["text_generation", "chat"],
                "vlm" => ["vision", "multimodal"],
                "embeddings" => ["embeddings", "vector_search"],
                _ => [],
            };
            var precise = Quantization.Contains("fp16", StringComparison.OrdinalIgnoreCase)
                || Quantization.Contains("bf16", StringComparison.OrdinalIgnoreCase);
            return [.. byType, .. Context > LongContext ? ["long_context"] : Array.Empty<string>(), .. precise ? ["high_precision"] : Array.Empty<string>()];
        }
    }

    /// <summary>All models by name; of several endpoints' facts the first that is known wins, in the order of their URLs.</summary>
    public static IReadOnlyList<InventoryModel> AllOf(
        ModelSnapshot known, IReadOnlyDictionary<Endpoint, string> ids, ReadOnlySpan<Endpoint> endpoints)
    {
        var idByUrl = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var endpoint in endpoints)
        {
            idByUrl[endpoint.Url.AbsoluteUri] = ids[endpoint];
        }

        return
        [
            .. known.Lists.OrderBy(list => list.Url, StringComparer.Ordinal)
                .SelectMany(list => list.Models.Select(listed => (List: list, Listed: listed)))
                .GroupBy(entry => entry.Listed.Model.Name, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => From(group.Key, [.. group], known, idByUrl)),
        ];
    }

    private static InventoryModel From(
        string name, (EndpointModels List, ListedModel Listed)[] entries, ModelSnapshot known, Dictionary<string, string> idByUrl) => new()
        {
            Name = name,
            Type = First(entries, entry => entry.Listed.Facts.ModelType),
            Family = First(entries, entry => entry.Listed.Model.Family ?? entry.Listed.Facts.Family),
            Parameters = First(entries, entry => entry.Listed.Model.ParameterSize ?? entry.Listed.Facts.ParameterSize),
            Quantization = First(entries, entry => entry.Listed.Model.Quantization ?? entry.Listed.Facts.Quantization),
            Size = entries.Select(entry => entry.Listed.Model.Size).FirstOrDefault(size => size > 0),
            Context = entries.Select(entry => entry.Listed.Model.MaxContextLength).FirstOrDefault(context => context > 0),
            LastSeen = entries.Max(entry => entry.List.ReadAt),
            Places =
            [
                .. entries.Select(entry => (entry.List.EndpointName, idByUrl.GetValueOrDefault(entry.List.Url, "")))
                    .OrderBy(place => place.EndpointName, StringComparer.Ordinal).ThenBy(place => place.Item2, StringComparer.Ordinal),
            ],
            Aliases =
            [
                .. (known.FindUnified(name)?.Aliases.Select(alias => alias.Name) ?? []).Where(alias => alias != name)
                    .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            ],
        };

    private static string First((EndpointModels List, ListedModel Listed)[] entries, Func<(EndpointModels List, ListedModel Listed), string?> value) =>
        entries.Select(value).FirstOrDefault(text => !string.IsNullOrEmpty(text)) ?? "";
}
