using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Olla.Perf.Tests.Scenarios;

/// <summary>What an editor does with the schema: as much of JSON Schema as ours uses, over YAML.</summary>
internal static class SchemaValidator
{
    public static IReadOnlyList<string> Check(string yaml, JsonObject schema)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return Check(stream.Documents[0].RootNode, schema, schema, "");
    }

    private static List<string> Check(YamlNode node, JsonObject schema, JsonObject root, string path)
    {
        var problems = new List<string>();
        foreach (var (word, rule) in schema)
        {
            switch (word)
            {
                case "type" when !Types(rule!).Any(type => Is(node, type)):
                    problems.Add($"{path}: not a {rule}");
                    break;
                case "enum" when !rule!.AsArray().Any(allowed => allowed!.GetValue<string>() == (node as YamlScalarNode)?.Value):
                    problems.Add($"{path}: not one of {rule.ToJsonString()}");
                    break;
                case "const" when (node as YamlScalarNode)?.Value != rule!.ToJsonString():
                    problems.Add($"{path}: not {rule}");
                    break;
                case "pattern" when node is YamlScalarNode text && !Regex.IsMatch(text.Value ?? "", rule!.GetValue<string>()):
                    problems.Add($"{path}: does not match {rule}");
                    break;
                case "minimum" when Number(node) < rule!.GetValue<double>():
                case "maximum" when Number(node) > rule!.GetValue<double>():
                    problems.Add($"{path}: beyond {word} {rule}");
                    break;
                case "minItems" when node is YamlSequenceNode few && few.Children.Count < rule!.GetValue<int>():
                    problems.Add($"{path}: too few items");
                    break;
                case "anyOf" or "oneOf":
                    var branches = rule!.AsArray().Select(branch => Check(node, branch!.AsObject(), root, path)).ToList();
                    var fits = branches.Count(branch => branch.Count == 0);
                    if (fits == 0 || (word == "oneOf" && fits > 1))
                    {
                        problems.AddRange(branches.OrderBy(branch => branch.Count).First().DefaultIfEmpty($"{path}: fits {fits} branches"));
                    }

                    break;
                case "$ref":
                    problems.AddRange(Check(node, root["$defs"]![rule!.GetValue<string>().Split('/')[^1]]!.AsObject(), root, path));
                    break;
                case "items" when node is YamlSequenceNode list:
                    problems.AddRange(list.Children.SelectMany((item, index) => Check(item, rule!.AsObject(), root, $"{path}[{index}]")));
                    break;
                case "required" when node is YamlMappingNode map:
                    problems.AddRange(rule!.AsArray().Select(name => name!.GetValue<string>()).Where(name => !Has(map, name)).Select(name => $"{path}: {name} is missing"));
                    break;
                case "properties" when node is YamlMappingNode map:
                    problems.AddRange(map.Children.SelectMany(pair => rule![Name(pair.Key)] is JsonObject inner ? Check(pair.Value, inner, root, $"{path}.{Name(pair.Key)}") : []));
                    break;
                case "additionalProperties" when node is YamlMappingNode map && rule is JsonValue:
                    problems.AddRange(map.Children.Where(pair => schema["properties"]?[Name(pair.Key)] is null && !Patterns(schema).Any(pattern => Regex.IsMatch(Name(pair.Key), pattern))).Select(pair => $"{path}: unknown {Name(pair.Key)}"));
                    break;
                default:
                    break;
            }
        }

        return problems;
    }

    private static IEnumerable<string> Patterns(JsonObject schema) => (schema["patternProperties"] as JsonObject)?.Select(pair => pair.Key) ?? [];

    private static IEnumerable<string> Types(JsonNode rule) => rule is JsonArray many ? many.Select(one => one!.GetValue<string>()) : [rule.GetValue<string>()];

    private static bool Is(YamlNode node, string type) => type switch
    {
        "object" => node is YamlMappingNode,
        "array" => node is YamlSequenceNode,
        "string" => node is YamlScalarNode,
        "boolean" => node is YamlScalarNode { Value: "true" or "false", Style: ScalarStyle.Plain },
        "integer" => Number(node) is { } number && number == Math.Floor(number),
        _ => Number(node) is not null,
    };

    private static double? Number(YamlNode node) =>
        node is YamlScalarNode { Style: ScalarStyle.Plain } scalar && double.TryParse(scalar.Value?.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static bool Has(YamlMappingNode map, string name) => map.Children.Keys.Any(key => Name(key) == name);

    private static string Name(YamlNode key) => (key as YamlScalarNode)?.Value ?? "";
}
