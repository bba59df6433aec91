using Microsoft.AspNetCore.Http;
using Olla.Proxy.Endpoints;

namespace Olla.Proxy.Tests.Keys;

/// <summary>Sections <c>discovery</c>, <c>model_registry</c> and <c>model_aliases</c>.</summary>
public sealed class DiscoveryKeyTests
{
    private const string Lists = "discovery.model_discovery.enabled: true";
    private const string AskOnce = "discovery.model_discovery.interval: 1000h";
    private const string NoRetries = "discovery.model_discovery.retry_attempts: 0";
    private const string Optimistic = "model_registry.routing_strategy.type: optimistic";
    private const string Rediscovers = "model_registry.routing_strategy.type: discovery";
    private const string OnMiss = "model_registry.routing_strategy.options.discovery_refresh_on_miss: true";
    private const string OfKnown = """{"model":"m"}""";
    private const string OfUnknown = """{"model":"new"}""";
    private const string Reason = "X-Olla-Routing-Reason";

    internal static readonly KeyEffect[] Effects =
    [
        new("discovery.model_discovery.enabled", "false", "1", "0", async run =>
        {
            run.Answer = context => KeyRun.ListAsync(context, "m");
            await run.StartAsync();
            return await ModelsAsync(run);
        }) { With = [Lists] },
        new("discovery.model_discovery.interval", "1m", "1", "2", async run =>
        {
            await ListedAsync(run);
            await run.PassAsync(TimeSpan.FromMinutes(4), () => run.B0.Received.Count == 2);
            return await AskedAsync(run, run.IsChanged ? 2 : 1);
        }) { With = [Lists, "endpoints[0].check_interval: 1h"] },
        new("discovery.model_discovery.timeout", "50ms", "1", "0", async run =>
        {
            run.Answer = async context =>
            {
                await (run.IsChanged ? run.Released.Task : Task.CompletedTask);
                await KeyRun.ListAsync(context, "m");
            };
            await run.StartAsync();
            return await ModelsAsync(run);
        }) { With = [Lists, NoRetries] },
        new("discovery.model_discovery.concurrent_workers", "1", "2", "1", ListedAtOnceAsync) { With = [Lists] },
        new("discovery.model_discovery.retry_attempts", "1", "4", "2", async run =>
        {
            // One look at the start, which does not try again, and then a round that does.
            await FailingAsync(run);
            return await AskedAsync(run, run.IsChanged ? 3 : 5) == (run.IsChanged ? "3" : "5") ? run.IsChanged ? "2" : "4" : "another number";
        }) { With = [Lists, "discovery.model_discovery.retry_backoff: 1ms", "discovery.model_discovery.interval: 1000h"] },
        new("discovery.model_discovery.retry_backoff", "2m", "again", "not yet", async run =>
        {
            run.Answer = context =>
            {
                context.Response.StatusCode = 500;
                return Task.CompletedTask;
            };
            await run.StartAsync(time: run.Time);
            if (run.IsChanged)
            {
                await AskedAsync(run, 2);
                run.Time.Advance(TimeSpan.FromSeconds(30));
                return run.B0.Received.Count > 2 ? "again" : "not yet";
            }

            await Engines.Scripted.FakeTimeExtensions.AdvanceUntilAsync(run.Time, () => run.B0.Received.Count > 2);
            return "again";
        }) { With = [Lists, AskOnce] },
        new("model_registry.enable_unifier", "false", "200", "501", OneModelAsync) { With = [Lists] },
        new("model_registry.unification.enabled", "false", "200", "501", OneModelAsync) { With = [Lists] },
        new("model_registry.unification.stale_threshold", "1h", "1", "0", async run =>
        {
            await DownForTwoHoursAsync(run);
            return await ModelsWhenAsync(run, run.IsChanged ? 0 : 1);
        }) { With = [Lists, AskOnce] },
        new("model_registry.unification.cleanup_interval", "48h", "0", "1", async run =>
        {
            await DownForTwoHoursAsync(run);
            return await ModelsWhenAsync(run, run.IsChanged ? 1 : 0);
        }) { With = [Lists, AskOnce, "model_registry.unification.stale_threshold: 1h"] },
        new("model_registry.routing_strategy.type", "optimistic", "model_not_found", "model_not_found_fallback", run => MissAsync(run))
            { With = [Lists, "model_registry.routing_strategy.options.fallback_behavior: all"] },
        new("model_registry.routing_strategy.options.fallback_behavior", "all", "model_not_found", "model_not_found_fallback", run => MissAsync(run)) { With = [Lists, Optimistic] },
        new("model_registry.routing_strategy.options.discovery_refresh_on_miss", "true", "model_unavailable_no_refresh", "model_found", run => MissAsync(run)) { With = [Lists, Rediscovers] },
        new("model_registry.routing_strategy.options.discovery_timeout", "50ms", "model_found", "discovery_failed_compatible_only", run => MissAsync(run, hangs: run.IsChanged))
            { With = [Lists, Rediscovers, OnMiss] },
        new("model_aliases", "{small: [m]}", "small", "m", async run =>
        {
            run.Answer = context => context.Request.Path == "/v1/models" ? KeyRun.ListAsync(context, "m") : KeyRun.WriteAsync(context, "application/json", "{}");
            await run.StartAsync();
            await run.PostAsync("""{"model":"small"}""");
            using var sent = System.Text.Json.JsonDocument.Parse(run.B0.Received.Last().Body);
            return sent.RootElement.GetProperty("model").GetString()!;
        }) { With = [Lists, Optimistic, "model_registry.routing_strategy.options.fallback_behavior: all"] },
    ];

    public static TheoryData<string> Keys => [.. Effects.Select(effect => effect.Key)];

    [Theory]
    [MemberData(nameof(Keys))]
    public Task A_key_does_to_the_running_proxy_what_it_says(string key) => Effects.Single(effect => effect.Key == key).VerifyAsync();

    private static Task ListedAsync(KeyRun run)
    {
        run.Answer = context => KeyRun.ListAsync(context, "m");
        return run.StartAsync(time: run.Time);
    }

    /// <summary>A list is kept as long as its endpoint serves: what grows stale is the list of one that does not.</summary>
    private static async Task DownForTwoHoursAsync(KeyRun run)
    {
        await ListedAsync(run);
        run.B0.HealthStatus = 500;
        run.Time.Advance(TimeSpan.FromSeconds(10));
        var state = run.Proxy.Server.Endpoints.Snapshot.Span[0].State;
        await KeyRun.UntilAsync(() => !state.Status.IsRoutable());
        run.Time.Advance(TimeSpan.FromHours(2));
    }

    private static Task FailingAsync(KeyRun run)
    {
        run.Answer = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        return run.StartAsync();
    }

    private static async Task<string> ModelsAsync(KeyRun run) =>
        $"{(await run.Proxy.PageWhenAsync("/internal/status/models", _ => true)).GetProperty("total_models")}";

    private static async Task<string> ModelsWhenAsync(KeyRun run, int expected) =>
        $"{(await run.Proxy.PageWhenAsync("/internal/status/models", page => page.GetProperty("total_models").GetInt32() == expected)).GetProperty("total_models")}";

    private static async Task<string> AskedAsync(KeyRun run, int expected)
    {
        await KeyRun.UntilAsync(() => run.B0.Received.Count >= expected);
        return $"{run.B0.Received.Count}";
    }

    /// <summary>How many lists are asked for at the same time; where two are expected, none is answered before both were.</summary>
    private static async Task<string> ListedAtOnceAsync(KeyRun run)
    {
        var (now, most) = (0, 0);
        run.Answer = async context =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            if (Volatile.Read(ref now) == 2)
            {
                run.Released.TrySetResult();
            }

            await (run.IsChanged ? Task.CompletedTask : run.Released.Task);
            await KeyRun.ListAsync(context, "m");
            Interlocked.Decrement(ref now);
        };
        await run.StartAsync(endpoints: 2);
        return $"{most}";
    }

    private static async Task<string> OneModelAsync(KeyRun run)
    {
        run.Answer = context => KeyRun.ListAsync(context, "m");
        await run.StartAsync();
        using var response = await run.Proxy.SendAsync(HttpMethod.Get, "/olla/models/m");
        return $"{(int)response.StatusCode}";
    }

    /// <summary>Asks for a model that the backend got after the start; where asking it again hangs, that goes on until the answer is there.</summary>
    private static async Task<string> MissAsync(KeyRun run, bool hangs = false)
    {
        var hasStarted = false;
        run.Answer = async context =>
        {
            if (context.Request.Path != "/v1/models")
            {
                await KeyRun.WriteAsync(context, "application/json", "{}");
            }
            else if (!Volatile.Read(ref hasStarted))
            {
                await KeyRun.ListAsync(context, "m");
            }
            else
            {
                await (hangs ? run.Released.Task : Task.CompletedTask);
                await KeyRun.ListAsync(context, "m", "new");
            }
        };
        await run.StartAsync();
        Assert.Equal("200", await run.PostAsync(OfKnown));
        Volatile.Write(ref hasStarted, true);
        return await run.HeaderOfAsync(Reason, OfUnknown);
    }
}
