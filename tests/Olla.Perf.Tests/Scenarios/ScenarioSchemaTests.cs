using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Olla.Perf.Scenarios;

namespace Olla.Perf.Tests.Scenarios;

public sealed partial class ScenarioSchemaTests
{
    private const string Least = """
        name: small
        fleet: {mocks: [{name: one}]}
        load: {phases: [{inject: {rate: 10, during: 1s}}]}
        """;

    private static readonly JsonObject Schema = JsonNode.Parse(ScenarioSchema.ToText())!.AsObject();

    private static string Folder => Path.Combine(Repository.Root, "scenarios");

    public static TheoryData<string> Shipped => [.. Directory.GetFiles(Folder, "*.yaml").Select(Path.GetFileName).Order(StringComparer.Ordinal).OfType<string>()];

    /// <summary>A place in the schema, and a scenario with an unknown key there.</summary>
    public static TheoryData<string, string> Places => new()
    {
        { "", Least + "\nzzz: 1" },
        { "fleet", Least.Replace("{mocks:", "{zzz: 1, mocks:", StringComparison.Ordinal) },
        { "fleet/mocks/*", Least.Replace("name: one", "name: one, zzz: 1", StringComparison.Ordinal) },
        { "fleet/endpoints/*", "name: small\nfleet: {endpoints: [{name: one, url: 'http://localhost:1', zzz: 1}]}\nload: {phases: [{inject: {rate: 10, during: 1s}}]}" },
        { "workload", Least + "\nworkload: {zzz: 1}" },
        { "load", Least.Replace("{phases:", "{zzz: 1, phases:", StringComparison.Ordinal) },
        { "slo", Least + "\nslo: {zzz: 1}" },
        { "budget", Least + "\nbudget: {zzz: 1}" },
    };

    [Fact]
    public void The_shipped_schema_is_the_one_that_the_program_writes_but_for_wording()
    {
        var shipped = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "scenario.schema.json")))!;

        Assert.True(JsonNode.DeepEquals(WithoutWording(Schema.DeepClone()), WithoutWording(shipped)), "write it again: olla-perf schema > scenarios/scenario.schema.json");
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Every_shipped_scenario_follows_the_schema(string name) =>
        Assert.Empty(SchemaValidator.Check(File.ReadAllText(Path.Combine(Folder, name)), Schema));

    [Theory]
    [MemberData(nameof(Places))]
    public void The_schema_allows_the_keys_that_the_reader_reads_and_no_others(string place, string text)
    {
        var error = Assert.Throws<ScenarioException>(() => ScenarioLoader.Parse(text, "s.yaml"));
        var read = Allowed().Match(error.Message).Groups[1].Value.Split(", ");

        Assert.Equal(read.Order(StringComparer.Ordinal), Properties(place).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Simulations))]
    public void The_schema_allows_the_arguments_that_each_load_simulation_reads(string simulation)
    {
        var error = Assert.Throws<ScenarioException>(() => ScenarioLoader.Parse(
            $"name: small\nfleet: {{mocks: [{{name: one}}]}}\nload: {{phases: [{simulation}: {{zzz: 1, during: 1s}}]}}", "s.yaml"));
        var read = Allowed().Match(error.Message).Groups[1].Value.Split(", ");
        var phase = Schema["properties"]!["load"]!["properties"]!["phases"]!["items"]!["oneOf"]!.AsArray()
            .Select(branch => branch!["properties"]!.AsObject()).Single(properties => properties.ContainsKey(simulation));

        Assert.Equal(read.Order(StringComparer.Ordinal), phase[simulation]!["properties"]!.AsObject().Select(pair => pair.Key).Order(StringComparer.Ordinal));
    }

    public static TheoryData<string> Simulations => [.. ScenarioTerms.Simulations.Keys];

    [Theory]
    [InlineData("sede: 3")]
    [InlineData("seed: soon")]
    [InlineData("dimensions: {proxy.engine: []}")]
    [InlineData("dimensions: {proxi.engine: [olla]}")]
    [InlineData("dimensions: {proxy.engine: [fast]}")]
    [InlineData("workload: {dialect: openai-chta}")]
    [InlineData("workload: {timeout: 30}")]
    [InlineData("budget: {blocks: 0}")]
    [InlineData("goals: [low-latencey]")]
    [InlineData("equivalence_margin: high")]
    public void What_the_reader_refuses_an_editor_marks_too(string line)
    {
        Assert.Throws<ScenarioException>(() => ScenarioLoader.Parse(Least + "\n" + line, "s.yaml"));
        Assert.NotEmpty(SchemaValidator.Check(Least + "\n" + line, Schema));
    }

    /// <summary>What keys mean is told by the proxy's own table, whose wording changes more often than what they take.</summary>
    private static JsonNode? WithoutWording(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
            {
                WithoutWording(item);
            }
        }
        else if (node is JsonObject map)
        {
            if (map["description"] is JsonValue)
            {
                map.Remove("description");
            }

            foreach (var pair in map)
            {
                WithoutWording(pair.Value);
            }
        }

        return node;
    }

    private static IEnumerable<string> Properties(string place)
    {
        var node = Schema;
        foreach (var step in place.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            node = (step == "*" ? node["items"] : node["properties"]![step])!.AsObject();
        }

        // The reader sees what is included already merged.
        return node["properties"]!.AsObject().Select(pair => pair.Key).Where(key => key != "include");
    }

    [GeneratedRegex(@"unknown key ""[^""]*zzz""; allowed: ([^;\r\n]*)")]
    private static partial Regex Allowed();
}
