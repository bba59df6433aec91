using System.Text.Json;
using System.Text.Json.Nodes;
using Olla.Perf.Results.Store;

namespace Olla.Perf.Results.Export;

/// <summary>A run as JSON: its facts, and each trial with settings, values and reasons.</summary>
internal static class JsonExport
{
    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string ToText(RunFacts facts, TrialTable table)
    {
        var run = new JsonObject
        {
            ["run"] = facts.RunId,
            ["hardware"] = facts.Hardware,
            ["machine"] = facts.Machine,
            ["version"] = facts.Version,
            ["started"] = facts.Started,
            ["units"] = new JsonObject(table.Metrics.Select(metric => KeyValuePair.Create(metric.Name, (JsonNode?)metric.Unit))),
            ["trials"] = new JsonArray([.. table.Trials.Select(trial => (JsonNode)Trial(trial, table))]),
        };
        return run.ToJsonString(_json) + "\n";
    }

    private static JsonObject Trial(TrialRecord trial, TrialTable table)
    {
        var text = new JsonObject();
        foreach (var (name, read) in TrialTable.Fixed)
        {
            text[name] = name is "attempt" or "block" or "position" or "seconds" ? JsonNode.Parse(read(trial)) : read(trial);
        }

        text["settings"] = new JsonObject(trial.Candidate.Settings.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        text["values"] = new JsonObject(table.Metrics
            .Where(metric => TrialTable.Value(trial, metric) is { } value && double.IsFinite(value))
            .Select(metric => KeyValuePair.Create(metric.Name, (JsonNode?)TrialTable.Value(trial, metric))));
        return text;
    }
}
