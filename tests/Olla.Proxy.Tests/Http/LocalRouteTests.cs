using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Olla.Configuration;

namespace Olla.Proxy.Tests.Http;

public sealed class LocalRouteTests
{
    public static TheoryData<string> Pages =>
    [
        "/internal/health", "/internal/status", "/internal/status/endpoints", "/internal/status/models", "/internal/stats/models",
        "/internal/stats/sticky", "/internal/process", "/internal/metrics", "/version",
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_answers_get_and_head_and_names_them_to_every_other_method(string path)
    {
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, []);
        using var get = await proxy.SendAsync(HttpMethod.Get, path);
        using var head = await proxy.SendAsync(HttpMethod.Head, path);
        using var post = await proxy.PostAsync(path, "{}");

        Assert.Equal(HttpStatusCode.OK, get.StatusCode);
        Assert.Equal(get.StatusCode, head.StatusCode);
        Assert.Equal("", await head.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
        Assert.Equal(["GET", "HEAD"], post.Content.Headers.Allow);
        Assert.Equal("Method Not Allowed\n", await post.Content.ReadAsStringAsync());
        Assert.All([get, head, post], response => Assert.Matches("^[a-z]+-[a-z]+-[0-9a-f]{4}$", response.Headers.GetValues("X-Olla-Request-ID").Single()));
        Assert.False(get.Headers.Contains("X-RateLimit-Limit"));
        Assert.False(get.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/olla/")]
    [InlineData("/olla/nobody/v1/models")]
    [InlineData("/internal/status/endpoints/b0")]
    [InlineData("/internal/stats")]
    [InlineData("/internal/stats/")]
    public async Task An_unknown_path_is_told_in_plain_text_without_headers_of_ours(string path)
    {
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, []);
        using var response = await proxy.SendAsync(HttpMethod.Get, path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("404 page not found\n", await response.Content.ReadAsStringAsync());
        Assert.False(response.Headers.Contains("X-Olla-Request-ID"));
    }

    [Theory]
    [InlineData("/olla/ollama?x=1", "/olla/ollama/?x=1")]
    [InlineData("/olla/proxy", "/olla/proxy/")]
    [InlineData("/olla//proxy/a", "/olla/proxy/a")]
    [InlineData("/olla/openai/../proxy/a?q", "/olla/proxy/a?q")]
    public async Task A_missing_slash_and_an_unclean_path_are_redirected_so_that_a_post_survives(string path, string location)
    {
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, []);
        using var response = await proxy.PostAsync(path, "{}");

        Assert.Equal(HttpStatusCode.TemporaryRedirect, response.StatusCode);
        Assert.Equal(location, response.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Health_says_only_that_the_process_answers()
    {
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, []);

        Assert.Equal("""{"status":"healthy"}""", await proxy.GetAsync("/internal/health"));
    }

    [Fact]
    public async Task Status_has_every_field_with_its_type()
    {
        await using var backend = await Backend.StartAsync("{}");
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Sherpa, [backend]);
        (await proxy.PostAsync("/olla/proxy/v1/completions", "{}")).Dispose();
        var status = await proxy.PageWhenAsync("/internal/status", page => page.GetProperty("system").GetProperty("has_traffic").GetBoolean());

        Assert.Equal("sherpa auto portable least-connections", string.Join(' ', status.GetProperty("proxy").EnumerateObject().Select(p => p.Value.GetString())));
        AssertShape(
            status.GetProperty("system"),
            "status:String input_tokens:Number output_tokens:Number endpoints_up:String success_rate:String avg_latency:String total_traffic:String uptime:String start_time:String "
            + "version:String commit:String active_connections:Number security_violations:Number total_requests:Number total_failures:Number has_traffic:True");
        AssertShape(
            status.GetProperty("endpoints")[0],
            "id:String name:String url:String status:String priority:Number connections:Number requests:Number success_rate:String avg_latency:String "
            + "avg_latency_ms:Number min_latency_ms:Number max_latency_ms:Number traffic:String last_check:String next_check:String "
            + "input_tokens:Number output_tokens:Number health_check_at:String next_check_at:String issues:String models:Object");
        AssertShape(status.GetProperty("security"), "status:String blocked_ips:Number violations:Object");
        Assert.Equal("100%", status.GetProperty("system").GetProperty("success_rate").GetString());
        Assert.Equal("2 B", status.GetProperty("system").GetProperty("total_traffic").GetString());
    }

    [Fact]
    public async Task Endpoint_status_has_every_field_with_its_type_and_hides_what_is_unknown()
    {
        await using var backend = await Backend.StartAsync("{}");
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Sherpa, [backend]);
        using var page = JsonDocument.Parse(await proxy.GetAsync("/internal/status/endpoints"));

        AssertShape(page.RootElement, "timestamp:String total_count:Number healthy_count:Number routable_count:Number endpoints:Array");
        AssertShape(
            page.RootElement.GetProperty("endpoints")[0],
            "id:String name:String type:String url:String status:String priority:Number model_count:Number request_count:Number "
            + "active_connections:Number success_rate:String min_latency_ms:Number max_latency_ms:Number response_time:String health_check:String "
            + "input_tokens:Number output_tokens:Number health_check_at:String next_check_at:String");
        Assert.Equal("N/A", page.RootElement.GetProperty("endpoints")[0].GetProperty("success_rate").GetString());
    }

    [Fact]
    public async Task Endpoints_are_sorted_by_priority_then_health_then_name()
    {
        await using var backend = await Backend.StartAsync("{}");
        var options = ProxyFixture.OptionsFor(EngineKind.Sherpa, [backend.Url]);
        EndpointOptions Named(string name, int priority, string health, string path) => options.Discovery.Endpoints[0] with
        {
            Name = name,
            Priority = priority,
            HealthCheckUrl = health,
            Url = new Uri(backend.Url, path),
        };
        await using var proxy = await ProxyFixture.StartAsync(options with
        {
            Discovery = options.Discovery with
            {
                Endpoints = [Named("d", 1, "/health", "/1"), Named("c", 9, "http://127.0.0.1:1/", "/2"), Named("b", 9, $"{backend.Url}health", "/3"), Named("a", 9, $"{backend.Url}health", "/4")],
            },
        });
        using var page = JsonDocument.Parse(await proxy.GetAsync("/internal/status"));

        Assert.Equal(["a", "b", "c", "d"], page.RootElement.GetProperty("endpoints").EnumerateArray().Select(e => e.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("/internal/status")]
    [InlineData("/internal/status/endpoints")]
    [InlineData("/internal/status/models")]
    public async Task A_status_that_did_not_change_is_not_sent_again(string path)
    {
        await using var backend = await Backend.StartAsync("{}");
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, [backend]);
        using var first = await proxy.SendAsync(HttpMethod.Get, path);
        var tag = first.Headers.ETag!.ToString();
        using var again = await proxy.SendAsync(HttpMethod.Get, path, null, ("If-None-Match", $"\"other\", {tag}"));
        using var star = await proxy.SendAsync(HttpMethod.Get, path, null, ("If-None-Match", "*"));
        using var different = await proxy.SendAsync(HttpMethod.Get, path, null, ("If-None-Match", "W/\"other\""));

        Assert.StartsWith("W/\"", tag, StringComparison.Ordinal);
        Assert.Equal("private, no-cache", string.Join(", ", first.Headers.GetValues("Cache-Control").Single().Split(", ").OrderDescending()));
        Assert.Equal("Accept-Encoding", first.Headers.Vary.Single());
        Assert.Equal([HttpStatusCode.NotModified, HttpStatusCode.NotModified, HttpStatusCode.OK], [again.StatusCode, star.StatusCode, different.StatusCode]);
        Assert.Equal("", await again.Content.ReadAsStringAsync());
        Assert.Equal(tag, different.Headers.ETag!.ToString());
    }

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("br, *", true)]
    [InlineData("gzip;q=0", false)]
    [InlineData("gzip;q=0, *", false)]
    [InlineData("identity", false)]
    public async Task A_status_is_compressed_for_who_accepts_it(string accept, bool compressed)
    {
        await using var backend = await Backend.StartAsync("{}");
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, [backend]);
        using var response = await proxy.SendAsync(HttpMethod.Get, "/internal/status", null, ("Accept-Encoding", accept));
        await using var body = await response.Content.ReadAsStreamAsync();
        await using var plain = compressed ? new GZipStream(body, CompressionMode.Decompress) : body;
        using var page = await JsonDocument.ParseAsync(plain);

        Assert.Equal(compressed ? "gzip" : null, response.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("1/1", page.RootElement.GetProperty("system").GetProperty("endpoints_up").GetString());
    }

    [Fact]
    public async Task Version_and_process_have_the_fields_that_dashboards_read()
    {
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, []);
        using var version = JsonDocument.Parse(await proxy.GetAsync("/version"));
        using var process = JsonDocument.Parse(await proxy.GetAsync("/internal/process"));

        AssertShape(
            version.RootElement,
            "name:String version:String edition:String description:String build:Object capabilities:Array capabilities_experimental:Array "
            + "supported_backends:Array api:Object links:Object");
        AssertShape(version.RootElement.GetProperty("build"), "commit:String date:String go_version:String platform:String");
        AssertShape(process.RootElement, "timestamp:String memory:Object garbage_collection:Object goroutines:Object runtime:Object allocations:Object");
        AssertShape(
            process.RootElement.GetProperty("memory"),
            "heap_alloc:String heap_sys:String heap_inuse:String heap_released:String stack_inuse:String total_alloc:String memory_pressure:String");
    }

    [Fact]
    public async Task Usage_is_counted_by_model_and_endpoint()
    {
        await using var backend = await Backend.StartAsync("{}");
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, [backend]);
        for (var i = 0; i < 3; i++)
        {
            (await proxy.PostAsync("/olla/openai/v1/completions", """{"model":"Tiny"}""")).Dispose();
        }

        var page = await proxy.PageWhenAsync("/internal/stats/models", page => page.GetProperty("summary").GetProperty("total_requests").GetInt32() == 3);
        var model = page.GetProperty("models")[0];

        Assert.Equal("tiny", model.GetProperty("name").GetString());
        Assert.Equal("100%", model.GetProperty("success_rate").GetString());
        Assert.Equal("6 B", model.GetProperty("total_traffic").GetString());
        Assert.Equal(1, model.GetProperty("unique_clients").GetInt32());
        Assert.Equal(3, page.GetProperty("endpoints").GetProperty("b0").GetProperty("request_count").GetInt32());
        Assert.Equal("tiny", page.GetProperty("summary").GetProperty("most_popular_model").GetString());
    }

    [Fact]
    public async Task Sticky_figures_are_there_when_sessions_are_on()
    {
        await using var backend = await Backend.StartAsync("{}");
        await using var off = await ProxyFixture.StartAsync(EngineKind.Olla, [backend]);
        await using var on = await ProxyFixture.StartAsync(EngineKind.Olla, [backend], options => options with
        {
            Proxy = options.Proxy with { StickySessions = new StickySessionOptions { Enabled = true } },
        });
        using var first = await on.PostAsync("/olla/openai/v1/completions", "{}", ("X-Olla-Session-ID", "s1"));
        using var second = await on.PostAsync("/olla/openai/v1/completions", "{}", ("X-Olla-Session-ID", "s1"));

        Assert.Equal("""{"enabled":false}""", await off.GetAsync("/internal/stats/sticky"));
        Assert.Equal("miss", first.Headers.GetValues("X-Olla-Sticky-Session").Single());
        Assert.Equal("hit", second.Headers.GetValues("X-Olla-Sticky-Session").Single());
        Assert.Equal(
            """{"enabled":true,"active_sessions":1,"insertions":1,"hits":1,"misses":1,"evictions":0,"max_sessions":10000,"idle_ttl_seconds":600}""",
            await on.GetAsync("/internal/stats/sticky"));
    }

    private static void AssertShape(JsonElement element, string shape)
    {
        var expected = shape.Split(' ').Order(StringComparer.Ordinal);
        var actual = element.EnumerateObject().Select(property => $"{property.Name}:{property.Value.ValueKind}").Order(StringComparer.Ordinal);

        Assert.Equal(expected, actual);
    }
}
