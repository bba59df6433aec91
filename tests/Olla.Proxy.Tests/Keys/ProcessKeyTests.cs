using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Olla.Proxy.Tests.Hosting;
using Olla.Proxy.Tests.Http;

namespace Olla.Proxy.Tests.Keys;

/// <summary>Keys that only a whole process shows: where it listens, what it logs and where, how it ends.</summary>
public sealed class ProcessKeyTests
{
    [Fact]
    [ShowsKeys("server.host", "server.port", "logging.format", "engineering.show_nerdstats")]
    public async Task It_listens_where_the_file_says_and_logs_as_the_file_says()
    {
        var port = FreePort();
        await using var proxy = await ProxyUnderTest.StartAsync(
            $"server: {{host: 127.0.0.2, port: {port}}}\nlogging: {{format: text}}\nengineering: {{show_nerdstats: true}}\n{NoEndpoints}", "-c", "config.yaml");
        var listening = await proxy.ReadUntilAsync("listening on");
        using var health = await proxy.Client.GetAsync(new Uri($"http://127.0.0.2:{port}/internal/health"));
        await proxy.SignalAsync("TERM");
        var figures = await proxy.ReadUntilAsync("collections");

        Assert.Contains($"http://127.0.0.2:{port}", listening, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.False(figures.StartsWith('{'), figures);
        Assert.Contains("allocated", figures, StringComparison.Ordinal);
    }

    [Fact]
    [ShowsKeys("logging.level", "logging.output")]
    public async Task What_is_logged_and_where_is_the_files_choice()
    {
        var folder = Directory.CreateTempSubdirectory("olla-logs-");
        await using (var proxy = await ProxyUnderTest.StartAsync(
            $"logging: {{level: debug, output: file}}\n{NoEndpoints}", new Dictionary<string, string> { ["OLLA_LOG_DIR"] = folder.FullName }, null))
        {
            await proxy.ReadUntilAsync("listening on");
            await proxy.SignalAsync("TERM");
            Assert.Equal(0, (await proxy.EndAsync()).Code);
        }

        var lines = await File.ReadAllLinesAsync(Path.Combine(folder.FullName, "olla.log"));
        folder.Delete(recursive: true);
        await using var quiet = await ProxyUnderTest.StartAsync($"logging: {{level: error}}\n{NoEndpoints}");
        await quiet.SignalAsync("TERM");
        var rest = await quiet.ReadToEndAsync();

        Assert.All(lines, line => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line).RootElement.ValueKind));
        Assert.Contains(lines, line => line.Contains("listening on", StringComparison.Ordinal));
        Assert.Equal("", rest);
    }

    [Fact]
    [ShowsKeys("server.shutdown_timeout")]
    public async Task Without_time_to_drain_open_streams_are_cut_at_once()
    {
        var end = new TaskCompletionSource();
        await using var backend = await Backend.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: first\n\n");
            await context.Response.Body.FlushAsync();
            await end.Task;
        });
        await using var proxy = await ProxyUnderTest.StartAsync(
            $"server: {{shutdown_timeout: 0s}}\ndiscovery: {{static: {{endpoints: [{{url: \"{backend.Url}\", type: openai-compatible, health_check_url: /health}}]}}, model_discovery: {{enabled: false}}}}\n");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(proxy.Url!, "/olla/openai/v1/completions")) { Content = new StringContent("{}") };
        using var response = await proxy.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var stream = new StreamReader(await response.Content.ReadAsStreamAsync());
        await stream.ReadLineAsync();
        await proxy.SignalAsync("TERM");

        await Assert.ThrowsAnyAsync<IOException>(stream.ReadToEndAsync);
        Assert.Equal(0, (await proxy.EndAsync()).Code);
        end.SetResult();
    }

    private const string NoEndpoints = "discovery: {static: {endpoints: []}}\n";

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
