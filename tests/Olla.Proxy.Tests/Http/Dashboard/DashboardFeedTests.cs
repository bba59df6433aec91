using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Olla.Configuration;
using Olla.Proxy.Endpoints;

namespace Olla.Proxy.Tests.Http.Dashboard;

public sealed class DashboardFeedTests
{
    [Theory]
    [ClassData(typeof(Engines))]
    public async Task A_request_shows_in_every_part_that_it_concerns(EngineRow engine)
    {
        await using var backend = await Backend.StartAsync("""{"ok":true}""");
        await using var proxy = await ProxyFixture.StartAsync(engine, [backend]);
        await using var feed = await Feed.OpenAsync(proxy);

        using var answer = await proxy.PostAsync("/olla/openai/v1/chat/completions?key=geheim", """{"model":"m1","messages":[]}""", ("Authorization", "Bearer geheim"));
        await answer.Content.ReadAsStringAsync();

        var traffic = await feed.PartWhenAsync("traffic", part => part.GetProperty("requests").GetInt64() == 1);
        Assert.Equal(1, traffic.GetProperty("duration").GetProperty("counts").EnumerateArray().Sum(count => count.GetInt64()));
        Assert.Equal(JsonValueKind.Number, traffic.GetProperty("first_token").GetProperty("p50").ValueKind);
        var recent = await feed.PartWhenAsync("recent", part => part.GetProperty("requests").GetArrayLength() == 1);
        var entry = recent.GetProperty("requests")[0];
        Assert.Equal("/olla/openai/v1/chat/completions", entry.GetProperty("path").GetString());
        Assert.Equal(("b0", "m1", 200), (entry.GetProperty("endpoint").GetString(), entry.GetProperty("model").GetString(), entry.GetProperty("status").GetInt32()));
        Assert.DoesNotContain("geheim", recent.ToString(), StringComparison.Ordinal);
        var fleet = await feed.PartWhenAsync("fleet", part => part.GetProperty("endpoints")[0].GetProperty("attempts").GetInt64() == 1);
        Assert.Equal("healthy", fleet.GetProperty("endpoints")[0].GetProperty("history")[0][1].GetString());
        var usage = await feed.PartWhenAsync("usage", part => part.GetProperty("models").GetArrayLength() == 1);
        Assert.Equal("m1", usage.GetProperty("models")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_refused_request_shows_as_a_failure_with_its_reason()
    {
        await using var backend = await Backend.StartAsync("{}");
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, [backend]);
        proxy.Server.Endpoints.Snapshot.Span[0].State.Health = new EndpointHealth { Status = EndpointStatus.Offline, CheckedAt = DateTimeOffset.UnixEpoch };
        await using var feed = await Feed.OpenAsync(proxy);

        using var answer = await proxy.PostAsync("/olla/proxy/v1/chat/completions", """{"model":"m1"}""");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        var recent = await feed.PartWhenAsync("recent", part => part.GetProperty("failures").GetArrayLength() == 1);
        Assert.Equal(503, recent.GetProperty("failures")[0].GetProperty("status").GetInt32());
        var fleet = await feed.PartWhenAsync("fleet", part => part.GetProperty("healthy").GetInt32() == 0);
        Assert.Equal("critical", fleet.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_change_of_the_fleet_shows_within_two_seconds()
    {
        var time = new FakeTimeProvider();
        await using var backend = await Backend.StartAsync("{}");
        await using var proxy = await ProxyFixture.StartAsync(ProxyFixture.OptionsFor(EngineKind.Olla, [backend.Url]), time);
        await using var feed = await Feed.OpenAsync(proxy);
        await feed.PartWhenAsync("fleet", part => part.GetProperty("healthy").GetInt32() == 1);

        proxy.Server.Endpoints.Snapshot.Span[0].State.Health = new EndpointHealth { Status = EndpointStatus.Offline, CheckedAt = time.GetUtcNow() };
        time.Advance(TimeSpan.FromSeconds(2));

        await feed.PartWhenAsync("fleet", part => part.GetProperty("healthy").GetInt32() == 0);
    }

    [Fact]
    public async Task Settings_in_force_show_with_their_sources_and_without_credentials()
    {
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, []);
        proxy.Server.Describe(ConfigurationLoader.Load(
            ConfigurationRequest.ForText("olla.yaml", "discovery: {static: {endpoints: [{url: \"http://127.0.0.1:1\", name: a, auth: {type: bearer, token: geheim}}]}}") with
            {
                Variables = new Dictionary<string, string> { ["OLLA_PROXY_ENGINE"] = "sherpa" },
            }));
        await using var feed = await Feed.OpenAsync(proxy);

        var part = await feed.PartWhenAsync("configuration", _ => true);

        var settings = part.GetProperty("settings").EnumerateArray().ToDictionary(setting => setting.GetProperty("path").GetString()!);
        Assert.Equal(("sherpa", "env OLLA_PROXY_ENGINE"), (settings["proxy.engine"].GetProperty("value").GetString(), settings["proxy.engine"].GetProperty("source").GetString()));
        Assert.StartsWith("olla.yaml:1:", settings["discovery.static.endpoints[0].name"].GetProperty("source").GetString(), StringComparison.Ordinal);
        Assert.True(settings["server.port"].GetProperty("is_default").GetBoolean());
        Assert.DoesNotContain("geheim", part.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_open_feed_does_not_hold_up_a_shutdown()
    {
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, []);
        await using var feed = await Feed.OpenAsync(proxy);
        await feed.PartWhenAsync("about", _ => true);

        // Without an abort this waits for every request to end by itself.
        await proxy.Server.StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>A reader of the feed.</summary>
    private sealed class Feed(HttpResponseMessage response, StreamReader reader) : IAsyncDisposable
    {
        private readonly Dictionary<string, JsonElement> _last = [];

        public static async Task<Feed> OpenAsync(ProxyFixture proxy)
        {
            var response = await proxy.SendAsync(HttpMethod.Get, "/internal/ui/feed");
            Assert.Equal("text/event-stream; charset=utf-8", response.Content.Headers.ContentType!.ToString());
            return new Feed(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
        }

        /// <summary>The latest event of that name as soon as it <paramref name="holds"/>.</summary>
        public async Task<JsonElement> PartWhenAsync(string name, Func<JsonElement, bool> holds)
        {
            while (!_last.TryGetValue(name, out var part) || !holds(part))
            {
                var line = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)) ?? throw new InvalidOperationException("the feed ended");
                if (!line.StartsWith("event: ", StringComparison.Ordinal))
                {
                    continue;
                }

                var data = await reader.ReadLineAsync() ?? "";
                using var document = JsonDocument.Parse(data["data: ".Length..]);
                _last[line["event: ".Length..]] = document.RootElement.Clone();
            }

            return _last[name];
        }

        public ValueTask DisposeAsync()
        {
            reader.Dispose();
            response.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
