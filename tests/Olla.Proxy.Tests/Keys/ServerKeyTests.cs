using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Olla.Proxy.Tests.Keys;

/// <summary>Section <c>server</c>.</summary>
public sealed class ServerKeyTests
{
    private const string PartOfBody = "POST /olla/openai/v1/completions HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{";
    private const string PartOfHead = "GET /internal/health HTTP/1.1\r\nHost: x\r\n";
    private const string Ping = "GET /internal/health HTTP/1.1\r\nHost: x\r\n\r\n";
    private const string Origin = "https://app.test";
    private const string Cors = "server.cors.enabled: true";
    private const string OneAddress = "server.rate_limits.per_ip_requests_per_minute: 60";
    private const string OneRequest = "server.rate_limits.burst_size: 1";

    internal static readonly KeyEffect[] Effects =
    [
        new("server.read_timeout", "100ms", "200", "502", run => UnfinishedAsync(run, PartOfBody, "}")),
        new("server.read_header_timeout", "100ms", "200", "cut", run => UnfinishedAsync(run, PartOfHead, "Connection: close\r\n\r\n")),
        new("server.write_timeout", "100ms", "whole", "cut", StreamedAsync),
        new("server.idle_timeout", "100ms", "answered", "closed", IdleConnectionAsync),
        new("server.request_logging", "false", "a line", "no line", LoggedAsync),
        new("server.cors.enabled", "true", "-", "*", run => AllowedAsync(run, "Access-Control-Allow-Origin")),
        new("server.cors.allowed_origins", "['https://*.other.test']", "*", "-", run => AllowedAsync(run, "Access-Control-Allow-Origin")) { With = [Cors] },
        new("server.cors.allowed_methods", "[POST]", "DELETE", "-", run => PreflightAsync(run, "Access-Control-Allow-Methods")) { With = [Cors, "server.cors.allowed_methods: [POST, DELETE]"] },
        new("server.cors.allowed_headers", "[x-b]", "x-a", "-", run => PreflightAsync(run, "Access-Control-Allow-Headers", "POST")) { With = [Cors] },
        new("server.cors.exposed_headers", "[X-Mine]", "12", "1", async run => $"{(await AllowedAsync(run, "Access-Control-Expose-Headers")).Split(", ").Length}") { With = [Cors] },
        new("server.cors.allow_credentials", "true", "-", "true", run => AllowedAsync(run, "Access-Control-Allow-Credentials"))
            { With = [Cors, $"server.cors.allowed_origins: ['{Origin}']"] },
        new("server.cors.max_age", "60", "300", "60", run => PreflightAsync(run, "Access-Control-Max-Age", "POST")) { With = [Cors] },
        new("server.request_limits.max_body_size", "10", "200", "413", run => AnsweredAsync(run, """{"model":"long"}""")),
        new("server.request_limits.max_header_size", "4096", "200", "431", run => AnsweredAsync(run, "{}", ("X-Long", new string('x', 4500)))),
        new("server.rate_limits.global_requests_per_minute", "60", "200 200", "200 429", TwoAsync) { With = [OneRequest] },
        new("server.rate_limits.per_ip_requests_per_minute", "60", "200 200", "200 429", TwoAsync) { With = [OneRequest] },
        new("server.rate_limits.burst_size", "1", "200 200", "200 429", TwoAsync) { With = [OneAddress] },
        new("server.rate_limits.cleanup_interval", "0s", "0", "1", KnownClientsAsync) { With = [OneAddress] },
        new("server.rate_limits.trust_proxy_headers", "true", "200 429", "200 200", TwoAsync) { With = [OneAddress, OneRequest] },
        new("server.rate_limits.trusted_proxy_cidrs", "[203.0.113.0/24]", "200 200", "200 429", TwoAsync)
            { With = [OneAddress, OneRequest, "server.rate_limits.trust_proxy_headers: true"] },
    ];

    public static TheoryData<string> Keys => [.. Effects.Select(effect => effect.Key)];

    [Theory]
    [MemberData(nameof(Keys))]
    public Task A_key_does_to_the_running_proxy_what_it_says(string key) => Effects.Single(effect => effect.Key == key).VerifyAsync();

    /// <summary>Sends a part, and the rest only where nothing should interrupt.</summary>
    private static async Task<string> UnfinishedAsync(KeyRun run, string part, string rest)
    {
        await run.StartAsync();
        await using var stream = await run.ConnectAsync(part);
        if (!run.IsChanged)
        {
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(rest));
        }

        var answer = await KeyRun.ReadToEndAsync(stream);
        return answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && !answer.StartsWith("HTTP/1.1 408", StringComparison.Ordinal) ? answer[9..12] : "cut";
    }

    private static async Task<string> StreamedAsync(KeyRun run)
    {
        run.Answer = async context =>
        {
            await KeyRun.WriteAsync(context, "text/event-stream", "data: first\n\n");
            await context.Response.Body.FlushAsync();
            if (run.IsChanged)
            {
                await run.Released.Task;
            }
        };
        await run.StartAsync();
        try
        {
            using var response = await run.Proxy.PostAsync("/olla/openai/v1/completions", "{}");
            return await response.Content.ReadAsStringAsync() == "data: first\n\n" ? "whole" : "changed";
        }
        catch (HttpRequestException)
        {
            return "cut";
        }
    }

    private static async Task<string> IdleConnectionAsync(KeyRun run)
    {
        await run.StartAsync();
        await using var stream = await run.ConnectAsync(Ping);
        var buffer = new byte[4096];
        Assert.True(await stream.ReadAsync(buffer) > 0);
        if (!run.IsChanged)
        {
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(Ping));
        }

        // The answer may come in two pieces; what is read at the very end is the close.
        var more = await stream.ReadAsync(buffer);
        while (run.IsChanged && more > 0)
        {
            more = await stream.ReadAsync(buffer);
        }

        return more > 0 ? "answered" : "closed";
    }

    private static async Task<string> LoggedAsync(KeyRun run)
    {
        await run.StartAsync();
        await run.PostAsync();
        await run.Proxy.PageWhenAsync("/internal/status", page => page.GetProperty("system").GetProperty("has_traffic").GetBoolean());
        using (await run.Proxy.SendAsync(HttpMethod.Get, "/olla/models/nobody"))
        {
            // Requests are logged in order, each before the next on its connection begins.
        }

        return run.Proxy.Log.Lines.Any(line => line.Level == LogLevel.Information && line.Message.StartsWith("POST /olla/openai", StringComparison.Ordinal)) ? "a line" : "no line";
    }

    private static async Task<string> AllowedAsync(KeyRun run, string header)
    {
        await run.StartAsync();
        return await run.HeaderOfAsync(header, "{}", ("Origin", Origin));
    }

    private static async Task<string> PreflightAsync(KeyRun run, string header, string method = "DELETE")
    {
        await run.StartAsync();
        using var response = await run.Proxy.SendAsync(
            HttpMethod.Options, "/olla/openai/v1/completions", null,
            ("Origin", Origin), ("Access-Control-Request-Method", method), ("Access-Control-Request-Headers", "x-a"));
        return response.Headers.TryGetValues(header, out var values) ? string.Join(",", values) : "-";
    }

    private static async Task<string> AnsweredAsync(KeyRun run, string json, params (string Name, string Value)[] headers)
    {
        await run.StartAsync();
        return await run.PostAsync(json, headers: headers);
    }

    /// <summary>Two requests that claim to come from two clients.</summary>
    private static async Task<string> TwoAsync(KeyRun run)
    {
        await run.StartAsync();
        return $"{await run.PostAsync(headers: ("X-Forwarded-For", "198.51.100.1"))} {await run.PostAsync(headers: ("X-Forwarded-For", "198.51.100.2"))}";
    }

    private static async Task<string> KnownClientsAsync(KeyRun run)
    {
        await run.StartAsync(time: run.Time);
        await run.PostAsync();
        run.Time.Advance(TimeSpan.FromMinutes(16));
        return $"{run.Proxy.Server.InForce.RateLimiter.KnownClients}";
    }
}
