using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Olla.Proxy.Tests.Http;

/// <summary>Tokens that answers tell show in the log, on the status pages, for Prometheus and on the dashboard.</summary>
public sealed partial class TokenPagesTests
{
    [Theory]
    [ClassData(typeof(Engines))]
    public async Task Tokens_and_speed_show_on_every_page(EngineRow row)
    {
        const string Body = """{"model":"Demo-Q4","choices":[{"index":0,"finish_reason":"stop","message":{"content":"x"}}],"usage":{"prompt_tokens":7,"completion_tokens":20,"total_tokens":27},"metrics":{"total_time":400,"time_to_first_token":12.34}}""";
        await using var backend = await Backend.StartAsync(Body);
        await using var proxy = await ProxyFixture.StartAsync(row, [backend]);
        foreach (var _ in Enumerable.Range(0, 2))
        {
            using var answer = await proxy.PostAsync("/olla/openai/v1/chat/completions", """{"model":"demo"}""");
            Assert.Equal(Body, await answer.Content.ReadAsStringAsync());
        }

        var status = await proxy.PageWhenAsync("/internal/status", page => page.GetProperty("system").GetProperty("output_tokens").GetInt64() == 40);
        Assert.Equal((14, 50), (status.GetProperty("system").GetProperty("input_tokens").GetInt32(), status.GetProperty("system").GetProperty("tokens_per_second").GetInt32()));
        Assert.Equal(40, status.GetProperty("endpoints")[0].GetProperty("output_tokens").GetInt32());
        var model = (await proxy.PageWhenAsync("/internal/stats/models", _ => true)).GetProperty("models")[0];
        Assert.Equal((14, 40), (model.GetProperty("input_tokens").GetInt32(), model.GetProperty("output_tokens").GetInt32()));
        Assert.Equal(40, model.GetProperty("endpoint_breakdown").GetProperty("b0").GetProperty("output_tokens").GetInt32());
        var metrics = (await proxy.GetAsync("/internal/metrics")).Split('\n');
        foreach (var sample in new[]
        {
            "olla_input_tokens_total 14", "olla_output_tokens_total 40", "olla_endpoint_output_tokens_total{endpoint=\"b0\"} 40",
            "olla_model_input_tokens_total{model=\"demo\"} 14", "olla_model_endpoint_output_tokens_total{model=\"demo\",endpoint=\"b0\"} 40",
            "olla_tokens_per_second_sum{endpoint=\"b0\",model=\"demo\",status=\"200\"} 100",
        })
        {
            Assert.Contains(sample, metrics);
        }

        Assert.Contains(proxy.Log.Lines, line => line.Message.Contains(
            "input_tokens=7 output_tokens=20 total_tokens=27 tokens_per_sec=50 ttft_ms=12.3 provider_model=Demo-Q4", StringComparison.Ordinal));
    }

    public static TheoryData<string, EngineRow> Providers
    {
        get
        {
            var rows = Enum.GetValues<EngineRow>();
            var data = new TheoryData<string, EngineRow>();
            foreach (var (index, file) in Directory.EnumerateFiles(System.IO.Path.Combine(AppContext.BaseDirectory, "Golden"), "*.json").Order(StringComparer.Ordinal).Index())
            {
                // Every provider over one relay, every relay with four providers: which relay it is does not depend on the provider.
                data.Add(System.IO.Path.GetFileNameWithoutExtension(file), rows[index % rows.Length]);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Each_providers_recorded_answers_tell_their_tokens(string provider, EngineRow row)
    {
        using var golden = JsonDocument.Parse(await File.ReadAllBytesAsync(System.IO.Path.Combine(AppContext.BaseDirectory, "Golden", provider + ".json")));
        JsonElement current = default;
        await using var backend = await Backend.StartAsync(async context =>
        {
            context.Response.ContentType = current.GetProperty("content_type").GetString();
            await context.Response.WriteAsync(current.GetProperty("body").GetString()!);
        });
        await using var proxy = await ProxyFixture.StartAsync(row, [backend], type: provider);
        var (input, output, asked) = (0L, 0L, 0);
        foreach (var exchange in golden.RootElement.GetProperty("exchanges").EnumerateArray().Where(one => one.GetProperty("status").GetInt32() == 200 && Path(one) != "/health"))
        {
            current = exchange;
            using var answer = await proxy.SendAsync(
                new HttpMethod(exchange.GetProperty("method").GetString()!), $"/olla/{golden.RootElement.GetProperty("prefix").GetString()}{Path(exchange)}",
                exchange.GetProperty("request").GetString() is { Length: > 0 } request ? request : null);
            Assert.Equal(exchange.GetProperty("body").GetString(), await answer.Content.ReadAsStringAsync());
            if (exchange.GetProperty("method").GetString() == "POST" && exchange.GetProperty("body").GetString()!.StartsWith('[') is false)
            {
                input += LastOf(InputCount(), exchange);
                output += LastOf(OutputCount(), exchange);
            }

            asked++;
        }

        Assert.True(input > 0 && output > 0);
        var system = (await proxy.PageWhenAsync("/internal/status", page => page.GetProperty("system").GetProperty("total_requests").GetInt32() == asked)).GetProperty("system");
        Assert.Equal((input, output), (system.GetProperty("input_tokens").GetInt64(), system.GetProperty("output_tokens").GetInt64()));
    }

    private static string Path(JsonElement exchange) => exchange.GetProperty("path").GetString()!;

    private static long LastOf(Regex count, JsonElement exchange) =>
        count.Matches(exchange.GetProperty("body").GetString()!).LastOrDefault() is { } match ? long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex("\"(?:prompt_tokens|input_tokens|prompt_eval_count|prompt_n)\":([0-9]+)")]
    private static partial Regex InputCount();

    [GeneratedRegex("\"(?:completion_tokens|output_tokens|eval_count|predicted_n)\":([0-9]+)")]
    private static partial Regex OutputCount();
}
