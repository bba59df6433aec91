using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Olla.LlmApi;

namespace Olla.MockBackends.Model;

/// <summary>The JSON schema of the <c>llm</c> section, for editors. Names and choices come from the tables that the reader reads by.</summary>
internal static class LlmSchema
{
    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Dictionary<string, JsonObject> _properties = new()
    {
        ["dialect"] = Choice("Wire format; told by the path if left out.", Dialects.Names),
        ["timeToFirstToken"] = Time("From the moment a slot is free and the prompt is computed."),
        ["interTokenTime"] = Time("Between two tokens of an answer that is generated alone."),
        ["tokens"] = Amount("Length of an answer; the request's limit cuts it."),
        ["slots"] = Whole("Answers generated at once; 0 is unlimited."),
        ["queue"] = Whole("Requests that may wait before the next gets 503; 0 is unlimited."),
        ["seed"] = Whole("All random draws come from it and from the request's number."),
        ["promptTokenTime"] = PlainTime("For each token of the prompt that the cache lacks; prompts are computed one after the other."),
        ["batchSlowdown"] = new JsonObject { ["description"] = "Share by which a step takes longer for each other answer in the batch: 0.03 or 3%.", ["type"] = new JsonArray("number", "string") },
        ["cacheTokens"] = Whole("Prompt tokens held for prompts that begin alike; 0 is no cache."),
        ["loadTime"] = PlainTime("Until a model that was not used before is loaded."),
        ["loadedModels"] = Whole("Models held at once; 0 is unlimited."),
        ["requestsPerMinute"] = Whole("Before the next gets 429; 0 is unlimited."),
        ["unknownModel"] = Choice("As which server requests are refused that name a model not in --models; answer refuses none.", UnknownModel.Names),
        ["preset"] = Choice("A known server on a known processor; what stands beside it wins.", [.. Presets.All.Select(preset => preset.Name)]),
        ["faults"] = new JsonObject
        {
            ["description"] = "What goes wrong: one fault or a list, such as die(after=5,rate=1%).",
            ["anyOf"] = new JsonArray(Fault(), new JsonObject { ["type"] = "array", ["items"] = Fault() }),
        },
    };

    /// <summary>The schema as text, with a final line break.</summary>
    public static string ToText() => Build().ToJsonString(_json) + "\n";

    private static JsonObject Build() => new()
    {
        ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
        ["title"] = "olla-mock mapping",
        ["description"] = "A WireMock.Net mapping, or a list of them, with an llm section.",
        ["$defs"] = new JsonObject
        {
            ["mapping"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject
                {
                    ["llm"] = new JsonObject
                    {
                        ["type"] = "object",
                        ["description"] = "When the tokens of the answer leave, and what goes wrong.",
                        ["properties"] = new JsonObject(LlmSettingsParser.Keys.Select(key => KeyValuePair.Create(key, (JsonNode?)_properties[key].DeepClone()))),
                        ["additionalProperties"] = false,
                    },
                },
            },
        },
        ["anyOf"] = new JsonArray(
            new JsonObject { ["$ref"] = "#/$defs/mapping" },
            new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["$ref"] = "#/$defs/mapping" } }),
    };

    private static JsonObject Choice(string description, IReadOnlyList<string> names) =>
        new() { ["description"] = description, ["enum"] = new JsonArray([.. names.Select(name => (JsonNode)name)]) };

    private static JsonObject Whole(string description) => new() { ["description"] = description, ["type"] = "integer", ["minimum"] = 0 };

    private static JsonObject PlainTime(string description) => new() { ["description"] = description + " A time such as 0.2ms; a bare number is in ms.", ["type"] = new JsonArray("string", "number") };

    private static JsonObject Time(string description) => new()
    {
        ["description"] = description + " A time such as 20ms, or lognormal, gamma or pareto(mean=20ms,cv=0.5).",
        ["type"] = new JsonArray("string", "number"),
    };

    private static JsonObject Amount(string description) => new()
    {
        ["description"] = description + " A number such as 64, or lognormal, gamma or pareto(mean=64,cv=0.5).",
        ["type"] = new JsonArray("string", "number"),
    };

    private static JsonObject Fault() => new() { ["type"] = "string", ["pattern"] = $"^({string.Join('|', Enum.GetValues<FaultKind>().Select(FaultParser.Name))})\\b" };
}
