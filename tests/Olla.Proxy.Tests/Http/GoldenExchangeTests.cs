using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Olla.Configuration;

namespace Olla.Proxy.Tests.Http;

/// <summary>
/// Every path of every provider: what the backend gets is what the client asked, and what the client gets is what the backend sent. The
/// exchanges are data files, recorded from <c>olla-mock</c>.
/// </summary>
public sealed class GoldenExchangeTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden");

    public static TheoryData<string, EngineKind> Providers
    {
        get
        {
            var data = new TheoryData<string, EngineKind>();
            foreach (var file in Directory.EnumerateFiles(Folder, "*.json").Order(StringComparer.Ordinal))
            {
                data.Add(Path.GetFileNameWithoutExtension(file), EngineKind.Sherpa);
                data.Add(Path.GetFileNameWithoutExtension(file), EngineKind.Olla);
            }

            return data;
        }
    }

    [Fact]
    public void All_twelve_providers_have_exchanges() => Assert.Equal(24, Providers.Count);

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Requests_and_answers_of_a_provider_pass_byte_for_byte(string provider, EngineKind engine)
    {
        using var golden = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Folder, provider + ".json")));
        var root = golden.RootElement;
        Exchange? current = null;
        await using var backend = await Backend.StartAsync(context => current!.AnswerAsync(context.Response));
        await using var proxy = await ProxyFixture.StartAsync(engine, [backend], Patient, provider);
        foreach (var exchange in root.GetProperty("exchanges").EnumerateArray().Select(Exchange.Read))
        {
            current = exchange;
            using var answer = await proxy.SendAsync(
                new HttpMethod(exchange.Method), $"/olla/{root.GetProperty("prefix").GetString()}{exchange.Path}", exchange.Request.Length > 0 ? exchange.Request : null);
            var body = await answer.Content.ReadAsStringAsync();

            var context = $"{provider} {exchange.Title} {exchange.Path}: ";
            var isHealth = exchange.Path == "/health";
            if (!isHealth)
            {
                Assert.True(backend.Received.TryDequeue(out var received), context + "nothing reached the backend");
                Assert.Equal(context + exchange.Path, context + received.Target);
                Assert.Equal(context + exchange.Method, context + received.Method);
                Assert.Equal(context + exchange.Request, context + Encoding.UTF8.GetString(received.Body));
                Assert.Equal($"{context}{exchange.Status} {exchange.Body}", $"{context}{(int)answer.StatusCode} {body}");
                Assert.Equal(context + exchange.ContentType, $"{context}{answer.Content.Headers.ContentType}");
            }

            Assert.Equal(provider, Assert.Single(answer.Headers.GetValues("X-Olla-Backend-Type")));
            Assert.Equal("b0", Assert.Single(answer.Headers.GetValues("X-Olla-Endpoint")));
        }
    }

    // A probe on a busy machine must not take the only endpoint away.
    private static OllaOptions Patient(OllaOptions options) => options with
    {
        Discovery = options.Discovery with
        {
            Endpoints = [.. options.Discovery.Endpoints.Select(endpoint => endpoint with { CheckTimeout = TimeSpan.FromSeconds(30), CheckInterval = TimeSpan.FromSeconds(60) })],
        },
    };

    /// <summary>One recorded exchange.</summary>
    private sealed record Exchange(string Title, string Method, string Path, string Request, int Status, string ContentType, string Body)
    {
        public static Exchange Read(JsonElement element) => new(
            Text(element, "title"), Text(element, "method"), Text(element, "path"), Text(element, "request"),
            element.GetProperty("status").GetInt32(), Text(element, "content_type"), Text(element, "body"));

        /// <summary>Sends the recorded answer; a stream goes out event by event.</summary>
        public async Task AnswerAsync(HttpResponse response)
        {
            response.StatusCode = Status;
            response.ContentType = ContentType.Length > 0 ? ContentType : null;
            var isStream = ContentType.Contains("event-stream", StringComparison.Ordinal) || ContentType.Contains("ndjson", StringComparison.Ordinal);
            foreach (var piece in isStream ? Body.Split('\n').SkipLast(1).Select(line => line + "\n") : [Body])
            {
                await response.WriteAsync(piece);
                await response.Body.FlushAsync();
            }
        }

        private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
    }
}
