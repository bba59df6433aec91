using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Olla.Proxy.Tests.Http;

namespace Olla.Proxy.Tests.Hosting;

/// <summary>The executable as a person runs it: exit codes, messages, signals.</summary>
public sealed class ProxyProcessTests
{
    private const string NoEndpoints = "discovery: {static: {endpoints: []}}\n";

    [Theory]
    [InlineData(2, "flag provided but not defined: -lissten", "--lissten", "x")]
    [InlineData(2, "HOST:PORT", "--listen", "somewhere")]
    [InlineData(0, "Usage: olla", "--help")]
    [InlineData(1, "CFG101", "-c", "missing.yaml")]
    public async Task Wrong_use_and_a_missing_file_end_with_one_message(int code, string message, params string[] arguments)
    {
        await using var proxy = await ProxyUnderTest.StartAsync("", arguments);
        var end = await proxy.EndAsync();

        Assert.Equal(code, end.Code);
        Assert.Contains(message, end.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configuration_with_errors_stops_the_start_and_shows_all_of_them()
    {
        await using var proxy = await ProxyUnderTest.StartAsync("proxy:\n  engine: warp\n  load_balancer: least_connections\n");
        var end = await proxy.EndAsync();

        Assert.Null(proxy.Url);
        Assert.Equal(1, end.Code);
        Assert.Contains("config.yaml:2:11: error CFG105 proxy.engine", end.Errors, StringComparison.Ordinal);
        Assert.Contains("did you mean \"least-connections\"?", end.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_named_and_nothing_is_left_running()
    {
        await using var first = await ProxyUnderTest.StartAsync(NoEndpoints);
        await using var second = await ProxyUnderTest.StartAsync(NoEndpoints, "--listen", $"127.0.0.1:{first.Url!.Port}");
        var end = await second.EndAsync();

        Assert.Equal(1, end.Code);
        Assert.Equal($"olla: cannot listen on 127.0.0.1:{first.Url.Port}: the port is already in use by another process; stop that one or set server.port\n", end.Errors.Split("config.yaml")[^1]);
    }

    [Fact]
    public async Task The_first_signal_lets_open_streams_end_and_the_process_ends_well()
    {
        var end = new TaskCompletionSource();
        await using var backend = await StreamingBackendAsync(end.Task);
        await using var proxy = await ProxyUnderTest.StartAsync(ConfigurationFor(backend));
        using var stream = new StreamReader(await OpenStreamAsync(proxy));
        Assert.Equal("data: first", await stream.ReadLineAsync());
        await proxy.SignalAsync("TERM");
        await proxy.ReadUntilAsync("stopping");
        end.SetResult();

        Assert.Equal("\ndata: last\n\n", await stream.ReadToEndAsync());
        Assert.Equal(0, (await proxy.EndAsync()).Code);
    }

    [Fact]
    public async Task The_second_signal_aborts_what_is_still_open()
    {
        var end = new TaskCompletionSource();
        await using var backend = await StreamingBackendAsync(end.Task);
        await using var proxy = await ProxyUnderTest.StartAsync(ConfigurationFor(backend));
        using var stream = new StreamReader(await OpenStreamAsync(proxy));
        await stream.ReadLineAsync();
        await proxy.InterruptAsync();
        await proxy.ReadUntilAsync("stopping");
        await proxy.InterruptAsync();

        await Assert.ThrowsAnyAsync<Exception>(stream.ReadToEndAsync);
        Assert.Equal(0, (await proxy.EndAsync()).Code);
        end.SetResult();
    }

    [Theory]
    [InlineData("signal")]
    [InlineData("write")]
    [InlineData("rename")]
    [InlineData("link")]
    public async Task A_changed_file_is_applied_and_a_broken_one_is_refused_with_its_findings(string how)
    {
        await using var backend = await Backend.StartAsync("{}");
        await using var proxy = await ProxyUnderTest.StartAsync(ConfigurationFor(backend));
        await ChangeAsync(proxy, ConfigurationFor(backend) + "proxy: {load_balancer: priority}\n", how);
        var applied = await proxy.ReadUntilAsync("read again");
        await ChangeAsync(proxy, ConfigurationFor(backend) + "proxy: {load_balancer: random}\n", how);
        var refused = await proxy.ReadUntilAsync("refused");

        Assert.Contains("proxy.load_balancer", applied, StringComparison.Ordinal);
        Assert.Contains("CFG105", refused, StringComparison.Ordinal);
        using var status = JsonDocument.Parse(await proxy.Client.GetStringAsync(new Uri(proxy.Url!, "/internal/status")));
        Assert.Equal("priority", status.RootElement.GetProperty("proxy").GetProperty("balancer").GetString());
    }

    [Fact]
    public async Task Log_lines_are_json_objects_and_hold_no_credential()
    {
        await using var backend = await Backend.StartAsync("{}");
        await using var proxy = await ProxyUnderTest.StartAsync(ConfigurationFor(backend));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(proxy.Url!, "/olla/openai/v1/completions?api_key=sk-query"));
        request.Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        request.Headers.Add("Authorization", "Bearer sk-header");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        (await proxy.Client.SendAsync(request)).Dispose();
        var line = await proxy.ReadUntilAsync("/v1/completions");
        using var json = JsonDocument.Parse(line);

        Assert.DoesNotContain("sk-query", line, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-header", line, StringComparison.Ordinal);
        Assert.Equal("INFO", json.RootElement.GetProperty("level").GetString());
        Assert.Equal(200, json.RootElement.GetProperty("status").GetInt32());
        Assert.Equal("b0", json.RootElement.GetProperty("endpoint").GetString());
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", json.RootElement.GetProperty("trace_id").GetString());
    }

    [Fact]
    public async Task Validation_says_pass_without_starting()
    {
        await using var proxy = await ProxyUnderTest.StartAsync("", "--validate-config");

        Assert.Equal(0, (await proxy.EndAsync()).Code);
        Assert.Null(proxy.Url);
    }

    [Fact]
    public async Task Model_rules_are_read_again_and_broken_ones_leave_those_in_force()
    {
        await using var backend = await Backend.StartAsync("""{"object":"list","data":[{"id":"zed9","object":"model"}]}""");
        var rules = Directory.CreateTempSubdirectory("olla-rules-");
        var file = Path.Combine(rules.FullName, "models.yaml");
        var variables = new Dictionary<string, string> { ["OLLA_CONFIG_DIR"] = rules.FullName };
        await using var proxy = await ProxyUnderTest.StartAsync(
            ConfigurationFor(backend).Replace("enabled: false", "enabled: true", StringComparison.Ordinal), variables, null);
        var before = await FamiliesAsync(proxy);

        await File.WriteAllTextAsync(file, "model_extraction: {family_patterns: [{pattern: '^(zed)', family_group: 1}]}\n");
        await proxy.SignalAsync("HUP");
        var applied = await proxy.ReadUntilAsync("configuration read again");
        var after = await FamiliesAsync(proxy);

        await File.WriteAllTextAsync(file, "model_extraction: {family_patterns: [{pattern: '['}]}\n");
        await proxy.SignalAsync("HUP");
        var refused = await proxy.ReadUntilAsync("CFG105");
        var unchanged = await proxy.ReadUntilAsync("configuration read again");
        await using var check = await ProxyUnderTest.StartAsync("", variables, null, "--validate-config");
        var report = await check.ReadToEndAsync();
        rules.Delete(recursive: true);

        Assert.Equal(("unknown", "zed", "zed"), (before, after, await FamiliesAsync(proxy)));
        Assert.Contains("models.yaml", applied, StringComparison.Ordinal);
        Assert.Contains("models.yaml:1:", refused, StringComparison.Ordinal);
        Assert.Contains("nothing changed", unchanged, StringComparison.Ordinal);
        Assert.Contains("models.yaml:1:", report, StringComparison.Ordinal);
    }

    /// <summary>The families of all models that the proxy knows.</summary>
    private static async Task<string> FamiliesAsync(ProxyUnderTest proxy)
    {
        using var models = JsonDocument.Parse(await proxy.Client.GetStringAsync(new Uri(proxy.Url!, "/internal/status/models")));
        return string.Join(' ', models.RootElement.GetProperty("models_by_family").EnumerateObject().Select(family => family.Name));
    }

    private static string ConfigurationFor(Backend backend) =>
        $"discovery: {{static: {{endpoints: [{{url: \"{backend.Url}\", name: b0, type: openai-compatible, health_check_url: /health}}]}}, model_discovery: {{enabled: false}}}}\n";

    private static Task<Backend> StreamingBackendAsync(Task end) => Backend.StartAsync(async context =>
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync("data: first\n\n");
        await context.Response.Body.FlushAsync();
        await end;
        await context.Response.WriteAsync("data: last\n\n");
    });

    private static async Task<Stream> OpenStreamAsync(ProxyUnderTest proxy)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(proxy.Url!, "/olla/openai/v1/chat/completions")) { Content = new StringContent("{}") };
        var response = await proxy.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return await response.Content.ReadAsStreamAsync();
    }

    /// <summary>Changes the file as people, editors and Kubernetes do: in place, by renaming a new one over it, by turning a link.</summary>
    private static async Task ChangeAsync(ProxyUnderTest proxy, string yaml, string how)
    {
        var written = how is "rename" or "link" ? $"{proxy.File}.{Guid.NewGuid():N}" : proxy.File;
        await File.WriteAllTextAsync(written, yaml);
        switch (how)
        {
            case "signal":
                await proxy.SignalAsync("HUP");
                break;
            case "rename":
                File.Move(written, proxy.File, overwrite: true);
                break;
            case "link":
                File.CreateSymbolicLink(written + ".link", written);
                File.Move(written + ".link", proxy.File, overwrite: true);
                break;
        }
    }
}
