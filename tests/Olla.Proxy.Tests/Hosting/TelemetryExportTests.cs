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
        var set = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);

        Assert.Equal((metrics, traces), TelemetryExport.AskedBy(name => set.GetValueOrDefault(name)));
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
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
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

    /// <summary>Everything that came to a path; texts stand in protobuf as they are.</summary>
    private static string Sent(Backend collector, string path) =>
        string.Concat(collector.Received.Where(request => request.Target == path).Select(request => Encoding.Latin1.GetString(request.Body)));
}
