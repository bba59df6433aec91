using System.Text;
using System.Text.Json;
using WireMock.Server;
using WireMock.Settings;

namespace Olla.MockBackends.Tests.Mappings;

/// <summary>Mappings without an <c>llm</c> section are WireMock.Net's alone: the same set answers here as on a bare WireMock.Net server.</summary>
public sealed class OrdinaryMappingsTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Mappings", "Ordinary");

    // Method, path, headers (a: b; c: d), body.
    private static readonly (string Method, string Path, string Headers, string Body)[] Requests =
    [
        ("GET", "/plain", "", ""), ("POST", "/plain", "", "x"), ("GET", "/exact", "", ""), ("GET", "/EXACT", "", ""),
        ("GET", "/wild/a/b", "", ""), ("GET", "/wild", "", ""), ("GET", "/regex/12", "", ""), ("GET", "/regex/x", "", ""),
        ("POST", "/methods", "", "x"), ("PUT", "/methods", "", "x"), ("DELETE", "/methods", "", ""), ("GET", "/methods", "", ""),
        ("GET", "/header", "X-Kind: a", ""), ("GET", "/header", "X-Kind: Bee", ""), ("GET", "/header", "", ""),
        ("GET", "/query?q=1", "", ""), ("GET", "/query?q=word", "", ""), ("GET", "/query?q=W1", "", ""), ("GET", "/query", "", ""),
        ("GET", "/cookie", "Cookie: session=s1", ""), ("GET", "/cookie", "", ""),
        ("POST", "/body/json", "", """{"b":[1,2],"a":1}"""), ("POST", "/body/json", "", """{"a":1}"""),
        ("POST", "/body/partial", "", """{"a":1,"c":2}"""), ("POST", "/body/partial", "", """{"a":2}"""),
        ("POST", "/body/path", "", """{"items":[{"price":9}]}"""), ("POST", "/body/path", "", """{"items":[{"price":1}]}"""),
        ("POST", "/body/wild", "", "hay needle hay"), ("POST", "/body/wild", "", "hay"),
        ("POST", "/body/regex", "", "n7"), ("POST", "/body/regex", "", "n77"),
        ("GET", "/priority", "", ""), ("GET", "/state", "", ""), ("GET", "/state", "", ""), ("GET", "/state", "", ""), ("GET", "/state", "", ""),
        ("GET", "/template/a?name=llama", "X-Name: olla", ""), ("POST", "/template/b", "", "x"),
        ("POST", "/template-json?name=llama", "", """{"say":"hi"}"""), ("GET", "/json", "", ""), ("GET", "/json-indented", "", ""),
        ("GET", "/bytes", "", ""), ("GET", "/headers", "", ""), ("HEAD", "/headers", "", ""), ("GET", "/teapot", "", ""), ("GET", "/limited", "", ""),
        ("GET", "/slow", "", ""), ("GET", "/fault", "", ""), ("GET", "/not", "X-Kind: a", ""), ("GET", "/not", "X-Kind: b", ""),
        ("GET", "/unicode", "", ""), ("GET", "/nothing/here", "", ""),
    ];

    [Fact]
    public async Task They_answer_exactly_as_on_a_bare_wiremock_server()
    {
        using var bare = WireMockServer.Start(new WireMockServerSettings { Urls = ["http://127.0.0.1:0"], StartAdminInterface = true });
        bare.ReadStaticMappings(Folder);
        using var backend = new TestBackend(folder: Folder);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{bare.Port}") };

        Assert.True(bare.MappingModels.Count >= 30);
        Assert.Equal(bare.MappingModels.Count, backend.Backend.Server.MappingModels.Count);
        foreach (var request in Requests)
        {
            Assert.Equal((request, await AskAsync(client, request)), (request, await AskAsync(backend.Client, request)));
        }
    }

    [Fact]
    public async Task Each_mapping_of_the_set_is_reached_by_a_request()
    {
        using var backend = new TestBackend(folder: Folder);
        var answers = new HashSet<string>();
        foreach (var request in Requests)
        {
            answers.Add(await AskAsync(backend.Client, request));
        }

        using var mappings = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, "mappings.json")));

        // All but the low one of two priorities answer, each in its own way; what no mapping takes is one answer more.
        Assert.True(answers.Count >= mappings.RootElement.GetArrayLength() - 1, $"{answers.Count} different answers");
    }

    private static async Task<string> AskAsync(HttpClient client, (string Method, string Path, string Headers, string Body) request)
    {
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), request.Path);
        if (request.Body.Length > 0)
        {
            message.Content = new StringContent(request.Body, Encoding.UTF8, request.Body[0] == '{' ? "application/json" : "text/plain");
        }

        foreach (var header in request.Headers.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            message.Headers.Add(header[..header.IndexOf(':', StringComparison.Ordinal)], header[(header.IndexOf(':', StringComparison.Ordinal) + 2)..]);
        }

        using var response = await client.SendAsync(message);
        var body = await response.Content.ReadAsByteArrayAsync();

        // Date is the clock's, and Server is Kestrel's own name.
        var headers = response.Headers.Concat(response.Content.Headers)
            .Where(header => header.Key is not ("Date" or "Server"))
            .OrderBy(header => header.Key, StringComparer.Ordinal)
            .Select(header => $"{header.Key}: {string.Join(" | ", header.Value)}");
        return $"{(int)response.StatusCode}\n{string.Join('\n', headers)}\n\n{Convert.ToHexString(body)} {Encoding.UTF8.GetString(body)}";
    }
}
