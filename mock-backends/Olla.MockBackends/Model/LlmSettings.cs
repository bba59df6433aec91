using System.Globalization;
using System.Text;
using Olla.LlmApi;

namespace Olla.MockBackends.Model;

/// <summary>
/// The <c>llm</c> section of a mapping. Every value but the dialect may be left out, so that a section can be laid over another (command
/// line over mapping over <see cref="Defaults"/>).
/// </summary>
internal sealed record LlmSettings
{
    /// <summary>The wire format; null means that the request's path tells it.</summary>
    public Dialect? Dialect { get; init; }

    /// <summary>From the moment a slot is free to the first token. Default 20 ms.</summary>
    public Distribution? TimeToFirstToken { get; init; }

    /// <summary>Between two tokens. Default 10 ms.</summary>
    public Distribution? InterTokenTime { get; init; }

    /// <summary>Tokens of an answer; the request's own limit cuts it. Default: as many as the mapping's text has words.</summary>
    public Distribution? Tokens { get; init; }

    /// <summary>Answers generated at once; 0 is unlimited. Default 0.</summary>
    public int? Slots { get; init; }

    /// <summary>Requests that may wait for a slot before the next gets 503; 0 is unlimited. Default 0.</summary>
    public int? Queue { get; init; }

    /// <summary>Seed of all random draws. Default 1.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Nanoseconds for each token of the prompt that is not in the cache; prompts are computed one after the other. Default 0.</summary>
    public double? PromptTokenTime { get; init; }

    /// <summary>By what share a step takes longer for each other answer that is generated meanwhile (continuous batching). Default 0.</summary>
    public double? BatchSlowdown { get; init; }

    /// <summary>Prompt tokens that the cache holds for prompts that begin alike; 0 is no cache. Default 0.</summary>
    public int? CacheTokens { get; init; }

    /// <summary>Nanoseconds until a model that was not used before is loaded. Default 0.</summary>
    public double? LoadTime { get; init; }

    /// <summary>Models held at once; 0 is unlimited. Default 0.</summary>
    public int? LoadedModels { get; init; }

    /// <summary>Requests a minute before the next gets 429; 0 is unlimited. Default 0.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Name of the <see cref="Model.UnknownModel"/> that requests for other models get. Default: they are answered all the same.</summary>
    public string? UnknownModel { get; init; }

    /// <summary>Name of the <see cref="Model.Preset"/> that fills what is left out.</summary>
    public string? Preset { get; init; }

    /// <summary>What goes wrong, and when. Default: nothing.</summary>
    public IReadOnlyList<Fault>? Faults { get; init; }

    /// <summary>What holds where neither command line nor mapping says anything.</summary>
    public static LlmSettings Defaults { get; } = new()
    {
        TimeToFirstToken = Distribution.Constant(20e6),
        InterTokenTime = Distribution.Constant(10e6),
        Slots = 0,
        Queue = 0,
        Seed = 1,
        PromptTokenTime = 0,
        BatchSlowdown = 0,
        CacheTokens = 0,
        LoadTime = 0,
        LoadedModels = 0,
        RequestsPerMinute = 0,
        UnknownModel = Model.UnknownModel.Answered,
        Faults = [],
    };

    /// <summary>This section with the gaps filled from <paramref name="other"/>.</summary>
    public LlmSettings Or(LlmSettings other) => new()
    {
        Dialect = Dialect ?? other.Dialect,
        TimeToFirstToken = TimeToFirstToken ?? other.TimeToFirstToken,
        InterTokenTime = InterTokenTime ?? other.InterTokenTime,
        Tokens = Tokens ?? other.Tokens,
        Slots = Slots ?? other.Slots,
        Queue = Queue ?? other.Queue,
        Seed = Seed ?? other.Seed,
        PromptTokenTime = PromptTokenTime ?? other.PromptTokenTime,
        BatchSlowdown = BatchSlowdown ?? other.BatchSlowdown,
        CacheTokens = CacheTokens ?? other.CacheTokens,
        LoadTime = LoadTime ?? other.LoadTime,
        LoadedModels = LoadedModels ?? other.LoadedModels,
        RequestsPerMinute = RequestsPerMinute ?? other.RequestsPerMinute,
        UnknownModel = UnknownModel ?? other.UnknownModel,
        Preset = Preset ?? other.Preset,
        Faults = Faults ?? other.Faults,
    };

    /// <summary>This section with the gaps filled from its preset, if it names one, and then from the defaults.</summary>
    public LlmSettings Complete() => (Preset is { } name ? Or(Presets.Find(name).Settings) : this).Or(Defaults);

    /// <summary>One line that <see cref="LlmSettingsParser"/> reads back: the form in which the section travels through WireMock.Net.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        Add("dialect", Dialect?.Name());
        Add("timeToFirstToken", TimeToFirstToken?.ToText(true));
        Add("interTokenTime", InterTokenTime?.ToText(true));
        Add("tokens", Tokens?.ToText(false));
        Add("slots", Slots?.ToString(CultureInfo.InvariantCulture));
        Add("queue", Queue?.ToString(CultureInfo.InvariantCulture));
        Add("seed", Seed?.ToString(CultureInfo.InvariantCulture));
        Add("promptTokenTime", Time(PromptTokenTime));
        Add("batchSlowdown", BatchSlowdown?.ToString("R", CultureInfo.InvariantCulture));
        Add("cacheTokens", CacheTokens?.ToString(CultureInfo.InvariantCulture));
        Add("loadTime", Time(LoadTime));
        Add("loadedModels", LoadedModels?.ToString(CultureInfo.InvariantCulture));
        Add("requestsPerMinute", RequestsPerMinute?.ToString(CultureInfo.InvariantCulture));
        Add("unknownModel", UnknownModel);
        Add("preset", Preset);
        foreach (var fault in Faults ?? [])
        {
            Add("faults", fault.ToText());
        }

        return text.Length == 0 ? "defaults" : text.ToString();

        static string? Time(double? nanoseconds) => nanoseconds is { } time ? time.ToString("R", CultureInfo.InvariantCulture) + "ns" : null;

        void Add(string key, string? value)
        {
            if (value is not null)
            {
                text.Append(text.Length > 0 ? "; " : "").Append(key).Append('=').Append(value);
            }
        }
    }
}
