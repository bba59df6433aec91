using System.Text.Json;
using System.Text.Json.Nodes;
using Olla.Configuration.Keys;

namespace Olla.Perf.Scenarios;

/// <summary>
/// The JSON schema of scenario files, for editors. Names, choices and ranges come from the tables that the reader itself reads by
/// (<see cref="ScenarioTerms"/> and the proxy's own keys); a test holds the rest against what the reader accepts.
/// </summary>
internal static class ScenarioSchema
{
    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Keys of one backend, by its place in the fleet.</summary>
    private const string EndpointKeys = @"^discovery\.static\.endpoints\[[0-9]+\]\.";

    /// <summary>The schema as text, with a final line break.</summary>
    public static string ToText() => Build().ToJsonString(_json) + "\n";

    public static JsonObject Build()
    {
        var root = Section(
            "A scenario of olla-perf: what is measured, under which load, over which configurations.",
            ("include", new JsonObject { ["description"] = "Files that this one builds on; what stands here wins.", ["anyOf"] = new JsonArray(Text(null), List(Text(null))) }),
            ("name", Text("Short name, used in file names.", "^[A-Za-z0-9-]+$")),
            ("description", Text("One line for people.")),
            ("seed", Whole("Every random choice of a run comes from it.", 0)),
            ("fleet", Fleet()),
            ("workload", Workload()),
            ("tls", Section("Whom the clients trust at https addresses; else the machine's own authorities.", ("ca", Text("PEM file beside the scenario.")), ("insecure", Flag("Whether any certificate will do.")))),
            ("load", Load()),
            ("configuration", new JsonObject { ["type"] = "object", ["description"] = "The proxy's own YAML, in force in every candidate." }),
            ("dimensions", Dimensions()),
            ("exclude", List(Settings("Settings that must not come together."))),
            ("slo", Section("Limits that a request must meet to count as goodput.", ("ttft", Duration("Time to first token.")), ("itl", Duration("Mean time between tokens.")), ("e2e", Duration("Whole request.")))),
            ("budget", Budget()),
            ("goals", List(Choice(null, ScenarioTerms.Goals))),
            ("runtime_events", Flag("Whether the proxy's .NET runtime is listened to: allocations, collections, pauses. Costs it a little time and memory.")),
            ("equivalence_margin", Number("Relative difference that nobody minds: 0.05 or 5%.", 0.001, 0.5)));
        root["$schema"] = "https://json-schema.org/draft/2020-12/schema";
        root["title"] = "olla-perf scenario";
        root["$defs"] = new JsonObject { ["knob"] = DimensionForms(new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") }) };
        return root;
    }

    private static JsonObject Fleet()
    {
        var mock = Section(
            "A mock backend that the harness starts.",
            ("name", Text("How reports call it.")),
            ("provider", Choice("Which provider it behaves like.", ScenarioTerms.Providers)),
            ("slots", Whole("Requests served at once; 0 is unlimited.", 0)),
            ("ttft", Distribution("Time to first token.", isTime: true)),
            ("itl", Distribution("Time between tokens.", isTime: true)),
            ("model", Section("More of the mock's model; times and shares as its mappings take them.", [.. ScenarioTerms.ModelKeys.Select(key => (key, new JsonObject { ["type"] = new JsonArray("string", "number") }))])),
            ("faults", List(Text("Such as die(after=5,rate=1%).", $"^({string.Join('|', ScenarioTerms.Faults)})\\b"))),
            ("count", Whole("So many equal mocks, name-1, name-2, …", 1, 1000)));
        mock["required"] = new JsonArray("name");
        var endpoint = Section("A backend that somebody else runs.", ("name", Text("How reports call it.")), ("url", Text("http://host:port", "^https?://")), ("type", Text("Its type, as in the proxy's configuration.")));
        endpoint["required"] = new JsonArray("name", "url");
        return Section("Backends: mocks to start here, or real ones by URL.", ("mocks", List(mock)), ("endpoints", List(endpoint)));
    }

    private static JsonObject Workload() => Section(
        "How requests look.",
        [
            .. Kind(),
            ("stream", Flag("Whether answers are streamed.")),
            ("model", Text("Model asked for.")),
            ("timeout", Duration("The client gives up after this long.")),
            ("mix", List(Share())),
        ]);

    private static JsonObject Share()
    {
        var share = Section("A kind of request; what it leaves out is as around it.", [("name", Text("For people.")), ("weight", Number("Its share is its weight over the sum of all.", 0.001, 1_000_000)), .. Kind()]);
        share["required"] = new JsonArray("name");
        return share;
    }

    private static IEnumerable<(string Name, JsonObject Schema)> Kind() =>
    [
        ("dialect", Choice("API that the clients speak.", ScenarioTerms.Dialects)),
        ("sessions", Whole("Conversations that requests take turns in; 0: each request stands alone.", 0, 1_000_000)),
        ("turns", Whole("Turns of a conversation, with all exchanges before; 0: one opening exchange.", 0, 1000)),
        ("shared_prefix_tokens", Whole("Words of a system message that all requests begin with.", 0, 1_000_000)),
        ("prompt_tokens", Distribution("Length of the prompt in words.", isTime: false)),
        ("output_tokens", Distribution("Tokens per answer.", isTime: false)),
        ("aborts", Section("Clients that go away in mid-stream.", ("rate", Number("Share of the clients.", 0, 1)), ("after", Whole("Content events after which they go.", 1, 1_000_000)))),
        ("slow_readers", Section("Clients that read slowly.", ("rate", Number("Share of the clients.", 0, 1)), ("pause", Duration("Between two reads.")), ("read_bytes", Whole("Most bytes of a read.", 1, 16 * 1024)))),
    ];

    private static JsonObject Load()
    {
        var phases = new JsonArray([.. ScenarioTerms.Simulations.Select(pair => (JsonNode)Phase(pair.Key, pair.Value))]);
        return Section(
            "Load over time, with the load simulations of NBomber by name.",
            ("warmup", Duration("Discarded before the window.")),
            ("warmup_requests", Whole("Requests sent through a fresh proxy before that, so that its code is compiled; 300 by default.", 1, 100_000)),
            ("connections", Whole("Most requests open at once; what is due beyond that waits. 0 is unlimited.", 0, 1_000_000)),
            ("phases", List(new JsonObject { ["oneOf"] = phases })));
    }

    private static JsonObject Phase(string name, LoadSimulation simulation)
    {
        var arguments = new List<(string, JsonObject)> { ("during", Duration("How long the phase takes.")) };
        switch (simulation)
        {
            case LoadSimulation.Inject or LoadSimulation.RampingInject or LoadSimulation.InjectRandom:
                arguments.AddRange(simulation == LoadSimulation.InjectRandom
                    ? [("max_rate", Number("Requests per interval at most.", 0.001, 1_000_000)), ("min_rate", Number("Requests per interval at least.", 0, 1_000_000))]
                    : [("rate", Number("Requests per interval.", 0.001, 1_000_000))]);
                arguments.Add(("interval", Duration("What rates count per; a second by default.")));
                arguments.Add(("arrival", Choice("How arrivals are spread.", ScenarioTerms.Arrivals)));
                arguments.Add(("arrival_cv", Number("For gamma: standard deviation over mean of the gaps.", 0.001, 100)));
                break;
            case LoadSimulation.KeepConstant or LoadSimulation.RampingConstant:
                arguments.Add(("copies", Whole("Clients at once.", 1, 1_000_000)));
                arguments.Add(("think_time", Duration("Pause of a client between two requests.")));
                break;
            case LoadSimulation.Replay:
                arguments.Add(("file", Text("Trace: CSV with a header, or one JSON object a line (.jsonl).")));
                arguments.Add(("time_column", Text("Column of the time; timestamp by default.")));
                arguments.Add(("unit", Choice("Unit of times that are numbers.", ScenarioTerms.TimeUnits.Keys)));
                arguments.Add(("speed", Number("2 plays it twice as fast.", 0.001, 1000)));
                break;
            default:
                break;
        }

        var inner = Section("", [.. arguments]);
        inner["required"] = new JsonArray(simulation == LoadSimulation.Replay ? "file" : "during");
        var phase = Section("", (name, inner));
        phase["required"] = new JsonArray(name);
        return phase;
    }

    private static JsonObject Dimensions()
    {
        var properties = new JsonObject();
        foreach (var key in ConfigurationKeys.All.Where(key => key.Status == KeyStatus.Live && !key.Path.Contains('[', StringComparison.Ordinal)))
        {
            properties[key.Path] = Dimension(key);
        }

        return new JsonObject
        {
            ["type"] = "object",
            ["description"] = "The knobs that are swept, by the proxy's dotted keys; one candidate per combination.",
            ["properties"] = properties,
            ["patternProperties"] = new JsonObject { [EndpointKeys] = new JsonObject() },
            ["additionalProperties"] = false,
        };
    }

    /// <summary>Most keys take any plain value; only those with a choice of words need forms of their own.</summary>
    private static JsonObject Dimension(ConfigurationKey key)
    {
        var form = key.Kind == KeyKind.Choice && key.Allowed.Count > 0 && !key.IgnoresCase ? DimensionForms(Choice(null, key.Allowed)) : new JsonObject { ["$ref"] = "#/$defs/knob" };
        return Described(key.Meaning, form);
    }

    private static JsonObject DimensionForms(JsonObject value)
    {
        var values = List(value);
        values["minItems"] = 1;
        var when = Settings("Settings of other dimensions under which this one is swept.");
        var forms = new JsonArray(
            values,
            Section("A range.", ("from", Number(null, 0)), ("to", Number(null, 0)), ("steps", Whole("Values, both ends included.", 2, 100)), ("scale", Choice(null, ["linear", "log"])), ("when", when.DeepClone().AsObject())),
            Section("A list with a condition.", ("values", values.DeepClone().AsObject()), ("when", when)));
        return new JsonObject { ["anyOf"] = forms };
    }

    private static JsonObject Budget() => Section(
        "When a sweep stops.",
        ("blocks", Whole("Blocks to run; each runs every candidate still in the race once.", 1, 10_000)),
        ("time", Duration("No new block begins after this; 0 is no limit.")),
        ("race", Flag("Whether candidates that are surely beaten leave early.")),
        ("confidence", Number("How sure a run must be that it dropped no candidate wrongly.", 0.5, 0.9999)));

    private static JsonObject Section(string description, params (string Name, JsonObject Schema)[] properties)
    {
        var section = new JsonObject { ["type"] = "object" };
        if (description.Length > 0)
        {
            section["description"] = description;
        }

        section["properties"] = new JsonObject(properties.Select(property => KeyValuePair.Create(property.Name, (JsonNode?)property.Schema)));
        section["additionalProperties"] = false;
        return section;
    }

    private static JsonObject List(JsonObject items) => new() { ["type"] = "array", ["items"] = items };

    private static JsonObject Settings(string description) => Described(description, new JsonObject { ["type"] = "object", ["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") } });

    private static JsonObject Text(string? description, string? pattern = null)
    {
        var text = Described(description, new JsonObject { ["type"] = "string" });
        if (pattern is not null)
        {
            text["pattern"] = pattern;
        }

        return text;
    }

    private static JsonObject Choice(string? description, IEnumerable<string> allowed) =>
        Described(description, new JsonObject { ["enum"] = new JsonArray([.. allowed.Select(text => (JsonNode)text)]) });

    private static JsonObject Flag(string description) => Described(description, new JsonObject { ["type"] = "boolean" });

    private static JsonObject Whole(string description, int least, int most = int.MaxValue)
    {
        var whole = Described(description, new JsonObject { ["type"] = "integer", ["minimum"] = least });
        if (most != int.MaxValue)
        {
            whole["maximum"] = most;
        }

        return whole;
    }

    private static JsonObject Number(string? description, double least, double most = double.MaxValue)
    {
        var number = new JsonObject { ["type"] = "number", ["minimum"] = least };
        if (most < double.MaxValue)
        {
            number["maximum"] = most;
        }

        return Described(description, new JsonObject { ["anyOf"] = new JsonArray(number, new JsonObject { ["type"] = "string", ["pattern"] = "^[0-9.]+%$" }) });
    }

    private static JsonObject Duration(string description) => Described(
        description, new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "string", ["pattern"] = "^([0-9.]+(ns|us|µs|μs|ms|s|m|h))+$" }, new JsonObject { ["const"] = 0 }) });

    private static JsonObject Distribution(string description, bool isTime)
    {
        var map = Section("", ("kind", Choice(null, DistributionText.Kinds)), ("mean", new JsonObject { ["type"] = new JsonArray("string", "number") }), ("cv", new JsonObject { ["type"] = new JsonArray("string", "number") }));
        map["required"] = new JsonArray("mean");
        var text = new JsonObject { ["type"] = isTime ? new JsonArray("string") : new JsonArray("string", "number"), ["description"] = DistributionText.Allowed(isTime) };
        return Described(description, new JsonObject { ["anyOf"] = new JsonArray(text, map) });
    }

    private static JsonObject Described(string? description, JsonObject schema)
    {
        if (description is not null)
        {
            schema["description"] = description;
        }

        return schema;
    }
}
