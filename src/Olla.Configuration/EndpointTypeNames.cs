namespace Olla.Configuration;

/// <summary>The values an endpoint's <c>type</c> may have, and the canonical name of each.</summary>
public sealed class EndpointTypeNames
{
    /// <summary>The type of an endpoint whose backend is found out by asking it.</summary>
    public const string Automatic = "auto";

    // Names people write that are no type: never accepted, only suggested from.
    private static readonly Dictionary<string, string> Misspellings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["llama.cpp"] = "llamacpp",
        ["lm studio"] = "lm-studio",
        ["localai"] = "openai-compatible",
        ["anthropic"] = "openai-compatible",
    };

    private readonly Dictionary<string, string> _canonical = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    private EndpointTypeNames()
    {
    }

    /// <summary>The twelve embedded profiles, their routing prefixes, and <c>auto</c>.</summary>
    public static EndpointTypeNames BuiltIn { get; } = new EndpointTypeNames()
        .With("ollama")
        .With("lm-studio", "lmstudio", "lm_studio")
        .With("llamacpp")
        .With("vllm")
        .With("vllm-mlx")
        .With("sglang")
        .With("lmdeploy")
        .With("lemonade")
        .With("litellm")
        .With("docker-model-runner", "dmr")
        .With("omlx")
        .With("openai-compatible", "openai")
        .With(Automatic);

    /// <summary>Every accepted text, canonical names before their aliases.</summary>
    public IReadOnlyList<string> Accepted => _names;

    /// <summary>A copy that also accepts a profile's name and prefixes; texts that are taken keep their meaning.</summary>
    public EndpointTypeNames With(string canonicalName, params IEnumerable<string> aliases)
    {
        var copy = new EndpointTypeNames();
        foreach (var name in _names)
        {
            copy.Add(name, _canonical[name]);
        }

        copy.Add(canonicalName, canonicalName);
        foreach (var alias in aliases)
        {
            copy.Add(alias, canonicalName);
        }

        return copy;
    }

    /// <summary>The canonical name of <paramref name="written"/> (empty means <c>auto</c>), or null when it is no type.</summary>
    public string? Resolve(string written) => written.Length == 0 ? Automatic : _canonical.GetValueOrDefault(written);

    internal static string? SuggestionFor(string written) => Misspellings.GetValueOrDefault(written);

    private void Add(string name, string canonicalName)
    {
        if (_canonical.TryAdd(name, canonicalName))
        {
            _names.Add(name);
        }
    }
}
