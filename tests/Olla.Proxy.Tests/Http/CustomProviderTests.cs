using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Olla.Configuration;
using Olla.Proxy.Hosting;

namespace Olla.Proxy.Tests.Http;

/// <summary>A backend that this build has never heard of, taught by one file; the file is the one that the documentation shows.</summary>
public sealed class CustomProviderTests
{
    private const string ModelList = """{"object":"list","data":[{"id":"house-model","object":"model","owned_by":"house"}]}""";

    [Theory]
    [ClassData(typeof(Engines))]
    public async Task One_file_makes_an_unknown_backend_work_from_end_to_end(EngineRow engine)
    {
        var folder = Directory.CreateTempSubdirectory("olla-profiles-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "house-llm.yaml"), ProfileOfTheDocumentation());
            await using var backend = await Backend.StartAsync(AnswerAsync);
            var file = Path.Combine(folder.FullName, "olla.yml");
            await File.WriteAllTextAsync(file, $$"""
                server: { rate_limits: { per_ip_requests_per_minute: 0, global_requests_per_minute: 0 } }
                proxy: { engine: {{(engine == EngineRow.Sherpa ? "sherpa" : "olla")}}, relay: {{(engine == EngineRow.OllaPortable ? "portable" : "auto")}} }
                discovery:
                  static:
                    endpoints:
                      - { url: "{{backend.Url.GetLeftPart(UriPartial.Authority)}}", name: house, type: house-llm }
                """);
            var loaded = new ConfigurationSource(file, folder.FullName).Read();
            Assert.Empty(loaded.Diagnostics);
            var environment = new ProxyEnvironment { Loggers = new RecordingLoggers(), Seed = 1, ProfileFolder = folder.FullName };
            await using var server = await ProxyServer.StartAsync(loaded.Main.Options, new ListenAddress("127.0.0.1", 0), environment, CancellationToken.None);
            using var client = new HttpClient { BaseAddress = new Uri(server.Addresses[0]) };

            // Found healthy at its own path, listed with its models, and reached below both of its prefixes.
            using var status = JsonDocument.Parse(await client.GetStringAsync(new Uri("/internal/status/endpoints", UriKind.Relative)));
            Assert.Equal("healthy", status.RootElement.GetProperty("endpoints")[0].GetProperty("status").GetString());
            Assert.Contains("house-model", await client.GetStringAsync(new Uri("/olla/models", UriKind.Relative)), StringComparison.Ordinal);
            Assert.Contains("house-model", await client.GetStringAsync(new Uri("/olla/house/v1/models", UriKind.Relative)), StringComparison.Ordinal);
            foreach (var prefix in new[] { "house", "house-llm" })
            {
                using var content = new StringContent("""{"model":"house-model","messages":[]}""", System.Text.Encoding.UTF8, "application/json");
                using var answer = await client.PostAsync(new Uri($"/olla/{prefix}/v1/chat/completions", UriKind.Relative), content);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                Assert.Equal("house-llm", Assert.Single(answer.Headers.GetValues("X-Olla-Backend-Type")));
                Assert.Equal("""{"said":"hello"}""", await answer.Content.ReadAsStringAsync());
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Task AnswerAsync(HttpContext context) => (context.Request.Method, context.Request.Path.Value) switch
    {
        ("GET", "/ready") => context.Response.WriteAsync("yes"),
        ("GET", "/catalogue") => context.Response.WriteAsync(ModelList),
        ("POST", "/v1/chat/completions") => context.Response.WriteAsync("""{"said":"hello"}"""),
        _ => Task.Run(() => context.Response.StatusCode = 404),
    };

    /// <summary>The first YAML block of the page.</summary>
    private static string ProfileOfTheDocumentation()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Olla.Perf.sln")))
        {
            folder = folder.Parent!;
        }

        var page = File.ReadAllText(Path.Combine(folder.FullName, "docs", "custom-provider.md"));
        return page.Split("```yaml\n")[1].Split("```")[0];
    }
}
