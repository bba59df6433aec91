using System.Globalization;
using System.Text.RegularExpressions;
using Olla.Configuration;

namespace Olla.Proxy.Tests.Http;

public sealed partial class MetricsTests
{
    [Fact]
    public async Task The_text_is_what_prometheus_accepts_and_says_what_happened()
    {
        await using var backend = await Backend.StartAsync("{}");
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, [backend]);
        (await proxy.PostAsync("/olla/openai/v1/completions", """{"model":"a\"b\\c"}""")).Dispose();
        await proxy.PageWhenAsync("/internal/status", page => page.GetProperty("system").GetProperty("has_traffic").GetBoolean());
        using var response = await proxy.SendAsync(HttpMethod.Get, "/internal/metrics");
        var samples = Parse(await response.Content.ReadAsStringAsync());

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(1, samples["olla_requests_total"]);
        Assert.Equal(2, samples["olla_system_status"]);
        Assert.Equal(1, samples["olla_endpoint_up{endpoint=\"b0\",status=\"healthy\"}"]);
        Assert.Equal(1, samples["olla_endpoint_requests_total{endpoint=\"b0\"}"]);
        Assert.Equal(1, samples[@"olla_model_requests_total{model=""a\""b\\c""}"]);
        Assert.Equal(1, samples[@"olla_request_duration_seconds_count{endpoint=""b0"",model=""a\""b\\c"",status=""200""}"]);
        Assert.Equal(1, samples[@"olla_time_to_first_byte_seconds_bucket{endpoint=""b0"",model=""a\""b\\c"",status=""200"",le=""+Inf""}"]);
    }

    [Theory]
    [InlineData("sherpa")]
    [InlineData("olla")]
    [InlineData("lane")]
    public async Task Gaps_within_an_answer_are_counted_by_endpoint_model_and_status(string engine)
    {
        var next = new SemaphoreSlim(0);
        await using var backend = await Backend.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            for (var piece = 0; piece < 4; piece++)
            {
                await context.Response.Body.WriteAsync("data: x\n\n"u8.ToArray());
                await context.Response.Body.FlushAsync();
                await next.WaitAsync();
            }
        });
        await using var proxy = await ProxyFixture.StartAsync(
            engine == "sherpa" ? EngineKind.Sherpa : EngineKind.Olla, [backend],
            options => options with { Proxy = options.Proxy with { Relay = engine == "lane" ? RelayKind.Lane : RelayKind.Portable } });
        using var response = await proxy.PostAsync("/olla/openai/v1/completions", """{"model":"Tiny","stream":true}""");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        for (var piece = 0; piece < 4; piece++)
        {
            // Each piece is asked for after the one before was seen: they cannot run together.
            await reader.ReadLineAsync();
            await reader.ReadLineAsync();
            next.Release();
        }

        await reader.ReadToEndAsync();
        await proxy.PageWhenAsync("/internal/status", page => page.GetProperty("system").GetProperty("has_traffic").GetBoolean());
        var samples = Parse(await proxy.GetAsync("/internal/metrics"));
        const string Labels = "{endpoint=\"b0\",model=\"tiny\",status=\"200\"}";

        Assert.Equal(3, samples["olla_inter_chunk_seconds_count" + Labels]);
        Assert.Equal(3, samples["olla_inter_chunk_seconds_bucket" + Labels.Replace("}", ",le=\"+Inf\"}", StringComparison.Ordinal)]);
        Assert.True(samples["olla_inter_chunk_seconds_sum" + Labels] > 0);
        Assert.Equal(1, samples["olla_time_to_first_byte_seconds_count" + Labels]);
    }

    /// <summary>A strict reader of the format: every series announced once and before its samples, no sample twice, buckets never fall.</summary>
    private static Dictionary<string, double> Parse(string text)
    {
        var types = new Dictionary<string, string>();
        var helped = new HashSet<string>();
        var samples = new Dictionary<string, double>();
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                Assert.True(helped.Add(line.Split(' ')[2]), line);
            }
            else if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                var parts = line.Split(' ');
                Assert.True(types.TryAdd(parts[2], parts[3]), line);
                Assert.Contains(parts[3], new[] { "counter", "gauge", "histogram" });
            }
            else
            {
                var match = SampleLine().Match(line);
                Assert.True(match.Success, line);
                var name = match.Groups["name"].Value;
                var announced = types.ContainsKey(name) ? name : HistogramSuffix().Replace(name, "");
                Assert.True(types.ContainsKey(announced) && helped.Contains(announced), line);
                Assert.True(samples.TryAdd(name + match.Groups["labels"].Value, double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture)), line);
            }
        }

        return samples;
    }

    [GeneratedRegex("""^(?<name>[a-z_:][a-z0-9_:]*)(?<labels>\{[a-z_]+="(?:[^"\\\n]|\\["\\n])*"(?:,[a-z_]+="(?:[^"\\\n]|\\["\\n])*")*\})? (?<value>-?[0-9.]+)$""")]
    private static partial Regex SampleLine();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex HistogramSuffix();
}
