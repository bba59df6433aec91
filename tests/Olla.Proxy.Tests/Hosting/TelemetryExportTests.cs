using System.Text;
using Microsoft.AspNetCore.Http;
using Olla.Proxy.Hosting;
using Olla.Proxy.Tests.Http;

namespace Olla.Proxy.Tests.Hosting;

/// <summary>OTLP export by the standard variables, received by a small OTLP/HTTP server.</summary>
public sealed class TelemetryExportTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";

    public static TheoryData<string, bool, bool> Variables => new()
    {
        { "", false, false },
        { "OTEL_SERVICE_NAME=x", false, false },
        { "OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4317", true, true },
        { "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://c:4317", true, false },
        { "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://c:4317", false, true },
        { "OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4317 OTEL_TRACES_EXPORTER=none", true, false },
        { "OTEL_METRICS_EXPORTER=otlp", true, false },
        { "OTEL_METRICS_EXPORTER=prometheus OTEL_TRACES_EXPORTER=console,otlp", false, true },
        { "OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4317 OTEL_SDK_DISABLED=true", false, false },
    };

    [Theory]
    [MemberData(nameof(Variables))]
    public void What_is_exported_is_what_the_variables_ask_for(string variables, bool metrics, bool traces)
    {
        var set = Read(variables);

        Assert.Equal((metrics, traces), TelemetryExport.AskedBy(name => set.GetValueOrDefault(name)));
    }

    public static TheoryData<string, string, string> Protocols => new()
    {
        // variables, signal, protocol; empty leaves it to the SDK
        { "OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4318", "METRICS", "HttpProtobuf" },
        { "OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4317", "METRICS", "Grpc" },
        { "OTEL_EXPORTER_OTLP_ENDPOINT=https://otlp.example.org", "TRACES", "HttpProtobuf" },
        { "OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4317 OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://d:4318/v1/traces", "TRACES", "HttpProtobuf" },
        { "OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4317 OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://d:4318/v1/traces", "METRICS", "Grpc" },
        { "OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4318 OTEL_EXPORTER_OTLP_PROTOCOL=grpc", "METRICS", "" },
        { "OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4318 OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=grpc", "TRACES", "" },
        { "OTEL_METRICS_EXPORTER=otlp", "METRICS", "" },
        { "OTEL_EXPORTER_OTLP_ENDPOINT=nonsense", "METRICS", "" },
    };

    [Theory]
    [MemberData(nameof(Protocols))]
    public void The_protocol_follows_the_port_where_no_variable_names_it(string variables, string signal, string protocol)
    {
        var set = Read(variables);

        Assert.Equal(protocol, TelemetryExport.ProtocolFor(signal, name => set.GetValueOrDefault(name)).ToString());
    }

    [Fact]
    public async Task A_collector_that_does_not_answer_is_named_in_the_log()
    {
        await using var backend = await Backend.StartAsync("{}");
        using var closed = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        closed.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        var address = $"http://{closed.LocalEndPoint}";
        await using var proxy = await ProxyUnderTest.StartAsync(
            $"discovery: {{static: {{endpoints: [{{url: \"{backend.Url}\", name: one, type: openai-compatible}}]}}, model_discovery: {{enabled: false}}}}\n",
            new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = address, ["OTEL_METRIC_EXPORT_INTERVAL"] = "100" },
            null);

        var line = await proxy.ReadUntilAsync("telemetry is not exported");

        Assert.Contains(closed.LocalEndPoint!.ToString()!, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("olla", "portable")]
    [InlineData("olla", "lane")]
    [InlineData("sherpa", "portable")]
    public async Task Metrics_and_the_span_of_a_request_reach_the_collector(string engine, string relay)
    {
        await using var collector = await Backend.StartAsync("");
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var backend = await Backend.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: 1\n\n");
            await context.Response.Body.FlushAsync();
            await seen.Task;
            await context.Response.WriteAsync("data: 2\n\n");
        });
        var configuration =
            $"proxy: {{engine: {engine}, relay: {relay}}}\ndiscovery: {{static: {{endpoints: [{{url: \"{backend.Url}\", name: traced-backend, type: openai-compatible, health_check_url: /health}}]}}, model_discovery: {{enabled: false}}}}\n";
        await using (var proxy = await ProxyUnderTest.StartAsync(configuration, new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url.ToString(),
            ["OTEL_SERVICE_NAME"] = "my-gateway",
        }, null))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(proxy.Url!, "/olla/openai/v1/completions?key=sk-secret"));
            request.Content = new StringContent("""{"model":"traced-model"}""", Encoding.UTF8, "application/json");
            request.Headers.Add("traceparent", $"00-{Trace}-b7ad6b7169203331-01");
            using var response = await proxy.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            await using var stream = await response.Content.ReadAsStreamAsync();
            _ = await stream.ReadAsync(new byte[64]);
            seen.SetResult();
            await stream.CopyToAsync(Stream.Null);
            await proxy.ReadUntilAsync("/v1/completions");

            // What is left is sent at the end.
            await proxy.SignalAsync("TERM");
            Assert.Equal(0, (await proxy.EndAsync()).Code);
        }

        var metrics = Sent(collector, "/v1/metrics");
        var spans = Sent(collector, "/v1/traces");
        foreach (var expected in new[] { "my-gateway", "olla.requests", "olla.request.duration", "olla.time_to_first_byte", "olla.inter_chunk", "olla.endpoint.up", "traced-backend", "traced-model" })
        {
            Assert.Contains(expected, metrics, StringComparison.Ordinal);
        }

        foreach (var expected in new[] { "POST /olla/openai/v1/completions", "traced-backend", "traced-model", Encoding.Latin1.GetString(Convert.FromHexString(Trace)) })
        {
            Assert.Contains(expected, spans, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("sk-secret", spans, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Read(string variables) =>
        variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);

    /// <summary>Everything that came to a path; texts stand in protobuf as they are.</summary>
    private static string Sent(Backend collector, string path) =>
        string.Concat(collector.Received.Where(request => request.Target == path).Select(request => Encoding.Latin1.GetString(request.Body)));
}
