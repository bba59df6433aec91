using System.Text.Json;
using System.Text.Json.Nodes;

namespace Olla.MockBackends.Mappings;

/// <summary>Mapping files of wiremock.org (the Java server), which WireMock.Net translates once they are taken apart.</summary>
internal static class WireMockOrgFiles
{
    private static readonly JsonDocumentOptions Reading = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The mapping files below a folder, in order of name; a recorded export among them.</summary>
    public static IEnumerable<string> In(string folder) => Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    /// <summary>A file's mappings as a list: one, a list of them, or what the Java server exports as <c>{"mappings": […]}</c>.</summary>
    /// <exception cref="MappingException">It is no such file.</exception>
    public static string Read(string text, string path)
    {
        try
        {
            var root = JsonNode.Parse(text, null, Reading);
            var mappings = root is JsonObject { } file && file["mappings"] is JsonArray exported ? exported : root as JsonArray ?? [root?.DeepClone()];
            var whole = new JsonArray();
            foreach (var mapping in mappings)
            {
                if (mapping is not JsonObject known || known["request"] is not JsonObject request)
                {
                    throw new MappingException($"{path}: no mapping of wiremock.org: each has a \"request\" and a \"response\"; WireMock.Net's own files go to --mappings");
                }

                TakeUrlApart(request);
                whole.Add(known.DeepClone());
            }

            return whole.ToJsonString();
        }
        catch (JsonException exception)
        {
            throw new MappingException($"{path}:{(exception.LineNumber ?? 0) + 1}: no valid JSON");
        }
    }

    /// <summary>
    /// There, <c>url</c> is path and query; WireMock.Net's translation takes it for a whole address, which no request has. So it is given as
    /// path and query apart.
    /// </summary>
    private static void TakeUrlApart(JsonObject request)
    {
        if (request["url"] is not JsonValue value || !value.TryGetValue<string>(out var url))
        {
            return;
        }

        var query = url.IndexOf('?', StringComparison.Ordinal);
        request.Remove("url");
        request["urlPath"] = query < 0 ? url : url[..query];
        if (query < 0)
        {
            return;
        }

        if (request["queryParameters"] is not JsonObject parameters)
        {
            request["queryParameters"] = parameters = [];
        }

        foreach (var pair in url[(query + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = Uri.UnescapeDataString(equals < 0 ? pair : pair[..equals]);
            parameters[name] = new JsonObject { ["equalTo"] = equals < 0 ? "" : Uri.UnescapeDataString(pair[(equals + 1)..]) };
        }
    }
}
