using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Olla.MockBackends.Model;
using Olla.MockBackends.Streaming;

namespace Olla.MockBackends.Mappings;

/// <summary>Turns the text of a mapping file into one that WireMock.Net understands whole.</summary>
internal static class MappingText
{
    private static readonly JsonDocumentOptions Reading = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
    private static readonly JsonSerializerOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads all mapping files of a folder for what is wrong in them: WireMock.Net would skip such a file without a word.</summary>
    /// <exception cref="MappingException">A file or a section is not right.</exception>
    public static void Check(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            ToWireMock(File.ReadAllText(path), Path.GetRelativePath(Directory.GetCurrentDirectory(), path));
        }
    }

    /// <summary>Moves <c>llm</c> sections into a response header; a text without any is returned as it is.</summary>
    /// <exception cref="MappingException">The file or a section is not right.</exception>
    public static string ToWireMock(string text, string path)
    {
        var sections = LlmSectionReader.Read(text, path);
        if (sections.All(section => section is null))
        {
            return text;
        }

        var root = JsonNode.Parse(text, new JsonNodeOptions { PropertyNameCaseInsensitive = true }, Reading)!;
        var mappings = root is JsonArray list ? list.Select(node => node!.AsObject()).ToArray() : [root.AsObject()];
        for (var i = 0; i < mappings.Length; i++)
        {
            if (sections[i] is { } section)
            {
                Move(mappings[i], section);
            }
        }

        return root.ToJsonString(Writing);
    }

    private static void Move(JsonObject mapping, LlmSettings section)
    {
        mapping.Remove("llm");
        var response = Child(mapping, "Response");
        Child(response, "Headers")[LlmMiddleware.Header] = (IsFixed(mapping) ? DecisionMemory.FixedMark : "") + section.ToText();
    }

    // Fixed is what says the same to every request that has the mapping's method and path.
    private static bool IsFixed(JsonObject mapping) =>
        Has(mapping, "Guid", "Title", "Description", "Priority", "Request", "Response")
        && mapping["Request"] is JsonObject request && Has(request, "Path", "Methods")
        && mapping["Response"] is JsonObject response && Has(response, "StatusCode", "Headers", "Body", "BodyAsJson");

    private static bool Has(JsonObject node, params string[] onlyThese) =>
        node.All(property => onlyThese.Contains(property.Key, StringComparer.OrdinalIgnoreCase));

    private static JsonObject Child(JsonObject parent, string name)
    {
        if (parent[name] is not JsonObject child)
        {
            parent[name] = child = [];
        }

        return child;
    }
}
