using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Olla.Proxy.Tests.Engines.Scripted;

namespace Olla.Proxy.Tests.Keys;

/// <summary>Section <c>proxy</c>, without its sticky sessions.</summary>
public sealed class ProxyKeyTests
{
    private const string Streamed = """{"stream":true}""";
    private const string Standard = "proxy.profile: standard";
    private const string FirstIsDead = "endpoints[0].url: http://127.0.0.1:1";
    private const string FirstLooksWell = "endpoints[0].health_check_url: '{b1}/health'";
    private const string FirstIsPreferred = "endpoints[0].priority: 200";
    private const string ByPriority = "proxy.load_balancer: priority";
    private const string OneEndpointIsOllama = "endpoints[0].type: ollama";

    internal static readonly KeyEffect[] Effects =
    [
        new("proxy.engine", "sherpa", "olla", "sherpa", async run =>
        {
            await run.StartAsync();
            return run.Proxy.Server.InForce.Engine.Name;
        }),
        new("proxy.profile", "standard", "6", "c", FirstChunkAsync),
        new("proxy.stream_buffer_size", "4", "c", "6", FirstChunkAsync) { With = [Standard] },
        new("proxy.stream_flush_interval", "10ms", "c", "6", FirstChunkAsync) { With = [Standard] },
        new("proxy.load_balancer", "priority", "b0 b1", "b1", ServingAsync) { With = ["endpoints[1].priority: 200"] },
        new("proxy.relay", "lane", "portable", "lane", async run =>
        {
            await run.StartAsync();
            var page = await run.Proxy.PageWhenAsync("/internal/status", _ => true);
            return page.GetProperty("proxy").GetProperty("relay").GetString()!;
        }) { With = ["proxy.relay: portable"] },
        new("proxy.connection_timeout", "2s", "still dialling", "504", DialledAsync),
        new("proxy.connection_keep_alive", "2h", "soon", "late", KeepAliveTimerAsync),
        new("proxy.response_header_timeout", "2s", "200", "504", run => SilentBackendAsync(run, TimeSpan.FromSeconds(5))),
        new("proxy.tls_handshake_timeout", "100ms", "handshake pending", "502", HandshakeAsync) { With = ["proxy.connection_timeout: 100ms"] },
        new("proxy.read_timeout", "2s", "whole", "cut", run => StalledStreamAsync(run, TimeSpan.FromSeconds(5))),
        new("proxy.response_timeout", "2s", "whole", "cut", run => StalledStreamAsync(run, TimeSpan.FromSeconds(5))),
        new("proxy.max_connections_per_endpoint", "1", "200", "503", SecondConnectionAsync),
        new("proxy.retry.enabled", "false", "200", "502", FailOverAsync) { With = [FirstIsDead, FirstLooksWell, FirstIsPreferred, ByPriority] },
        new("proxy.retry.on_connection_failure", "false", "200", "502", FailOverAsync) { With = [FirstIsDead, FirstLooksWell, FirstIsPreferred, ByPriority] },
        new("proxy.retry.max_attempts", "1", "200", "502", FailOverAsync) { With = [FirstIsDead, FirstLooksWell, FirstIsPreferred, ByPriority] },
        new("proxy.max_retries", "0", "200", "502", FailOverAsync) { With = [FirstIsDead, FirstLooksWell, FirstIsPreferred, ByPriority] },
        new("proxy.profile_filter.include", "[ollama]", "No vllm endpoints available", "404 page not found\n", ScopeAsync) { With = [OneEndpointIsOllama] },
        new("proxy.profile_filter.exclude", "['vllm*']", "No vllm endpoints available", "404 page not found\n", ScopeAsync) { With = [OneEndpointIsOllama] },
    ];

    public static TheoryData<string> Keys => [.. Effects.Select(effect => effect.Key)];

    [Theory]
    [MemberData(nameof(Keys))]
    public Task A_key_does_to_the_running_proxy_what_it_says(string key) => Effects.Single(effect => effect.Key == key).VerifyAsync();

    /// <summary>
    /// Size of the first chunk that the client gets, in hexadecimal, of two pieces of six bytes. Where pieces leave one by one the backend
    /// sends the second only after the first was seen.
    /// </summary>
    private static async Task<string> FirstChunkAsync(KeyRun run)
    {
        run.Answer = async context =>
        {
            await KeyRun.WriteAsync(context, "text/event-stream", "first\n");
            await context.Response.Body.FlushAsync();
            if (run.Proxy.Server.InForce.Options.Proxy is { Profile: Configuration.DeliveryProfile.Auto } or { StreamBufferSize: 4 } or { StreamFlushInterval.Ticks: > 0 })
            {
                await run.Released.Task;
            }

            await context.Response.WriteAsync("second");
        };
        await run.StartAsync();
        await using var stream = await run.ConnectAsync(
            "POST /olla/openai/v1/completions HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync() is { Length: > 0 })
        {
            // The head.
        }

        var size = await reader.ReadLineAsync();
        run.Released.TrySetResult();
        return size!;
    }

    private static async Task<string> ServingAsync(KeyRun run)
    {
        await run.StartAsync(endpoints: 2);
        var names = new SortedSet<string>();
        for (var i = 0; i < 4; i++)
        {
            names.Add(await run.HeaderOfAsync("X-Olla-Endpoint"));
        }

        return string.Join(' ', names);
    }

    /// <summary>An endpoint that does not even refuse: its queue of connections is full.</summary>
    private static async Task<string> DialledAsync(KeyRun run)
    {
        using var full = new FullBackend();
        await run.StartAsync(time: run.Time, with: [$"endpoints[0].url: {full.Url}", "endpoints[0].health_check_url: '{b0}/health'"]);
        var state = run.Proxy.Server.Endpoints.Snapshot.Span[0].State;
        var answer = run.PostAsync();
        await KeyRun.UntilAsync(() => state.ActiveConnections > 0);
        if (!run.IsChanged)
        {
            run.Time.Advance(TimeSpan.FromSeconds(5));
            var pending = answer.IsCompleted ? await answer : "still dialling";
            await run.Time.AdvanceUntilAsync(answer);
            return pending;
        }

        await run.Time.AdvanceUntilAsync(answer);
        return await answer;
    }

    /// <summary>Whether the kernel's keep-alive timer of the idle connection to the backend is more than an hour away.</summary>
    private static async Task<string> KeepAliveTimerAsync(KeyRun run)
    {
        await run.StartAsync();
        await run.PostAsync();
        var port = run.B0.Url.Port.ToString("X4", CultureInfo.InvariantCulture);
        long[] timers = [];
        await KeyRun.UntilAsync(() => (timers = [.. TimersTo(port)]).Length > 0);

        // In hundredths of a second.
        return timers.Max() > 100 * 3600 ? "late" : "soon";
    }

    private static IEnumerable<long> TimersTo(string port) => new[] { "/proc/net/tcp", "/proc/net/tcp6" }.SelectMany(File.ReadAllLines)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(fields => fields.Length > 5 && fields[2].EndsWith(":" + port, StringComparison.Ordinal) && fields[3] == "01" && fields[5].StartsWith("02:", StringComparison.Ordinal))
        .Select(fields => long.Parse(fields[5].AsSpan(3), NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    private static async Task<string> SilentBackendAsync(KeyRun run, TimeSpan passes)
    {
        run.Answer = async context =>
        {
            run.Reached.TrySetResult();
            await run.Released.Task;
            await KeyRun.WriteAsync(context, "application/json", "{}");
        };
        await run.StartAsync(time: run.Time);
        var answer = run.PostAsync(Streamed);
        await run.Reached.Task;
        run.Time.Advance(passes);
        if (!run.IsChanged)
        {
            run.Released.SetResult();
        }

        return await answer;
    }

    private static async Task<string> HandshakeAsync(KeyRun run)
    {
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        await run.StartAsync(with: [$"endpoints[0].url: https://{mute.LocalEndpoint}", "endpoints[0].health_check_url: '{b0}/health'"]);
        var answer = run.PostAsync();
        using var accepted = await mute.AcceptSocketAsync();
        if (run.IsChanged)
        {
            return (await answer)[..2] == "50" ? "502" : await answer;
        }

        // Its hello has come and nothing else is waited for than our answer to it.
        _ = await accepted.ReceiveAsync(new byte[16]);
        var pending = answer.IsCompleted ? "given up" : "handshake pending";
        accepted.Close();
        await answer;
        return pending;
    }

    private static async Task<string> StalledStreamAsync(KeyRun run, TimeSpan passes)
    {
        run.Answer = async context =>
        {
            await KeyRun.WriteAsync(context, "text/event-stream", "data: first\n\n");
            await context.Response.Body.FlushAsync();
            await run.Released.Task;
        };
        await run.StartAsync(time: run.Time);
        using var response = await run.Proxy.PostAsync("/olla/openai/v1/completions", Streamed);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        await reader.ReadLineAsync();
        try
        {
            if (run.IsChanged)
            {
                var rest = reader.ReadToEndAsync();
                await run.Time.AdvanceUntilAsync(rest);
                await rest;
                return "whole";
            }

            run.Time.Advance(passes);
            run.Released.SetResult();
            await reader.ReadToEndAsync();
            return "whole";
        }
        catch (IOException)
        {
            return "cut";
        }
    }

    private static async Task<string> SecondConnectionAsync(KeyRun run)
    {
        run.Answer = async context =>
        {
            run.Reached.TrySetResult();
            if (context.Request.Path == "/v1/first")
            {
                await run.Released.Task;
            }
        };
        await run.StartAsync(time: run.Time);
        var first = run.PostAsync(path: "/olla/openai/v1/first");
        await run.Reached.Task;
        var second = run.PostAsync();
        if (run.IsChanged)
        {
            await run.Time.AdvanceUntilAsync(second);
        }

        var status = await second;
        run.Released.SetResult();
        await first;
        return status;
    }

    private static async Task<string> FailOverAsync(KeyRun run)
    {
        await run.StartAsync(endpoints: 2);
        return await run.PostAsync();
    }

    private static async Task<string> ScopeAsync(KeyRun run)
    {
        await run.StartAsync();
        using var response = await run.Proxy.PostAsync("/olla/vllm/tokenize", "{}");
        var text = await response.Content.ReadAsStringAsync();
        return text.StartsWith('{') ? System.Text.Json.JsonDocument.Parse(text).RootElement.GetProperty("error").GetProperty("message").GetString()! : text;
    }
}
