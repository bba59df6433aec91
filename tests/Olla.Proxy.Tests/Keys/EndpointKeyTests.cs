namespace Olla.Proxy.Tests.Keys;

/// <summary>Section <c>discovery.static.endpoints</c> and its shorthand.</summary>
public sealed class EndpointKeyTests
{
    private const string Lists = "discovery.model_discovery.enabled: true";
    private static readonly string SecretFile = WriteSecret();

    internal static readonly KeyEffect[] Effects =
    [
        new("discovery.static.endpoints", "[]", "1", "0", CountAsync),
        new("endpoints[0].url", "'{b1}'", "b0", "b1", async run =>
        {
            await run.StartAsync();
            await run.PostAsync();
            return run.B1.Received.IsEmpty ? "b0" : "b1";
        }),
        new("endpoints[0].name", "gpu", "b0", "gpu", run => ToldAsync(run, "X-Olla-Endpoint")),
        new("endpoints[0].type", "vllm", "openai-compatible", "vllm", run => ToldAsync(run, "X-Olla-Backend-Type")),
        new("endpoints[0].priority", "200", "b1", "b0", async run =>
        {
            await run.StartAsync(endpoints: 2, with: ["endpoints[1].priority: 150"]);
            return await run.HeaderOfAsync("X-Olla-Endpoint");
        }) { With = ["proxy.load_balancer: priority"] },
        new("endpoints[0].health_check_url", "/up", "", "/up", AskedAtStartAsync),
        new("endpoints[0].check_path", "/up", "", "/up", AskedAtStartAsync) { With = ["endpoints[0].health_check_url: ~", "endpoints[0].type: llamacpp"] },
        new("endpoints[0].model_url", "/lists", "/v1/models", "/lists", AskedAtStartAsync) { With = [Lists] },
        new("endpoints[0].check_interval", "1s", "1", "2", ProbesAsync) { With = ["endpoints[0].check_timeout: 500ms"] },
        new("endpoints[0].check_timeout", "50ms", "healthy", "offline", SlowProbeAsync),
        new("endpoints[0].preserve_path", "true", "/v1/completions", "/base/v1/completions", async run =>
        {
            await run.StartAsync();
            await run.PostAsync();
            return run.B0.Received.Last().Target;
        }) { With = ["endpoints[0].url: '{b0}/base'", "endpoints[0].health_check_url: '{b0}/health'"] },
        new("endpoints[0].model_filter.include", "['*b']", "ab bc", "ab", ListedAsync) { With = [Lists] },
        new("endpoints[0].model_filter.exclude", "['*c']", "ab bc", "ab", ListedAsync) { With = [Lists] },
        new("endpoints[0].headers", "{X-Tenant: blue}", "-", "blue", run => SentAsync(run, "X-Tenant")),
        new("endpoints[0].auth.type", "bearer", "Basic dTpw", "Bearer t", run => SentAsync(run, "Authorization", run.IsChanged ? ["endpoints[0].auth.token: t"] : ["endpoints[0].auth.type: basic", "endpoints[0].auth.username: u", "endpoints[0].auth.password: p"])),
        new("endpoints[0].auth.token", "other", "Bearer t", "Bearer other", run => SentAsync(run, "Authorization", "endpoints[0].auth.type: bearer", "endpoints[0].auth.token: t")),
        new("endpoints[0].auth.token_file", SecretFile, "-", "Bearer from-file", run => SentAsync(run, "Authorization", Auth(run, "bearer"))),
        new("endpoints[0].auth.key", "other", "k", "other", run => SentAsync(run, "X-Api-Key", "endpoints[0].auth.type: api_key", "endpoints[0].auth.key: k")),
        new("endpoints[0].auth.key_file", SecretFile, "-", "from-file", run => SentAsync(run, "X-Api-Key", Auth(run, "api_key"))),
        new("endpoints[0].auth.header", "X-Mine", "-", "k", run => SentAsync(run, "X-Mine", "endpoints[0].auth.type: api_key", "endpoints[0].auth.key: k")),
        new("endpoints[0].auth.username", "v", "Basic dTpw", "Basic djpw", run => SentAsync(run, "Authorization", "endpoints[0].auth.type: basic", "endpoints[0].auth.username: u", "endpoints[0].auth.password: p")),
        new("endpoints[0].auth.username_file", SecretFile, "-", "Basic ZnJvbS1maWxlOnA=", run => SentAsync(run, "Authorization", Auth(run, "basic", "endpoints[0].auth.password: p"))),
        new("endpoints[0].auth.password", "q", "Basic dTpw", "Basic dTpx", run => SentAsync(run, "Authorization", "endpoints[0].auth.type: basic", "endpoints[0].auth.username: u", "endpoints[0].auth.password: p")),
        new("endpoints[0].auth.password_file", SecretFile, "-", "Basic dTpmcm9tLWZpbGU=", run => SentAsync(run, "Authorization", Auth(run, "basic", "endpoints[0].auth.username: u"))),
    ];

    public static TheoryData<string> Keys => [.. Effects.Select(effect => effect.Key)];

    [Theory]
    [MemberData(nameof(Keys))]
    public Task A_key_does_to_the_running_proxy_what_it_says(string key) => Effects.Single(effect => effect.Key == key).VerifyAsync();

    [Fact]
    [ShowsKeys("endpoints")]
    public async Task The_shorthand_list_is_served_like_the_full_one()
    {
        await using var backend = await Http.Backend.StartAsync("{}");
        var loaded = Configuration.ConfigurationLoader.Load(Configuration.ConfigurationRequest.ForText(
            "short.yaml", $"endpoints: [{{url: '{backend.Url}', name: short, health_check_url: /health}}]\ndiscovery: {{model_discovery: {{enabled: false}}}}"));
        await using var proxy = await Http.ProxyFixture.StartAsync(loaded.Options);
        using var response = await proxy.PostAsync("/olla/proxy/v1/completions", "{}");

        Assert.Equal("short", response.Headers.GetValues("X-Olla-Endpoint").Single());
    }

    /// <summary>Credentials from a file, where that key is written; none at all where it is not.</summary>
    private static string[] Auth(KeyRun run, string type, params string[] more) => run.IsChanged ? [$"endpoints[0].auth.type: {type}", .. more] : [];

    private static async Task<string> CountAsync(KeyRun run)
    {
        await run.StartAsync(endpoints: run.IsChanged ? 0 : 1);
        var page = await run.Proxy.PageWhenAsync("/internal/status/endpoints", _ => true);
        return $"{page.GetProperty("total_count")}";
    }

    private static async Task<string> ToldAsync(KeyRun run, string header)
    {
        await run.StartAsync();
        return await run.HeaderOfAsync(header);
    }

    /// <summary>The paths that were asked at the start, but for the usual one for health.</summary>
    private static async Task<string> AskedAtStartAsync(KeyRun run)
    {
        run.Answer = context => KeyRun.ListAsync(context, "m");
        await run.StartAsync();
        return string.Join(' ', run.B0.Received.Select(request => request.Target).Distinct());
    }

    private static async Task<string> ProbesAsync(KeyRun run)
    {
        await run.StartAsync(time: run.Time, with: ["endpoints[0].health_check_url: /up"]);
        run.Time.Advance(TimeSpan.FromSeconds(1.5));
        if (run.IsChanged)
        {
            await KeyRun.UntilAsync(() => run.B0.Received.Count == 2);
        }

        return $"{run.B0.Received.Count}";
    }

    private static async Task<string> SlowProbeAsync(KeyRun run)
    {
        run.Answer = _ => run.IsChanged ? run.Released.Task : Task.CompletedTask;
        await run.StartAsync(with: ["endpoints[0].health_check_url: /up"]);
        var page = await run.Proxy.PageWhenAsync("/internal/status", _ => true);
        return page.GetProperty("endpoints")[0].GetProperty("status").GetString()!;
    }

    private static async Task<string> ListedAsync(KeyRun run)
    {
        run.Answer = context => KeyRun.ListAsync(context, "ab", "bc");
        await run.StartAsync();
        var page = await run.Proxy.PageWhenAsync("/olla/openai/v1/models", _ => true);
        return string.Join(' ', page.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()).Order());
    }

    private static async Task<string> SentAsync(KeyRun run, string header, params string[] with)
    {
        await run.StartAsync(with: with);
        await run.PostAsync();
        return run.ReceivedHeader(header);
    }

    private static string WriteSecret()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("olla-secret-").FullName, "secret");
        File.WriteAllText(file, " from-file\n");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        return file;
    }
}
