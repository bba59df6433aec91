namespace Olla.Proxy.Tests.Keys;

/// <summary>Section <c>proxy.sticky_sessions</c>.</summary>
public sealed class StickyKeyTests
{
    private const string On = "proxy.sticky_sessions.enabled: true";
    private const string Outcome = "X-Olla-Sticky-Session";
    private const string OneTale = """{"messages":["once upon a time, a fox"]}""";
    private const string OtherTale = """{"messages":["once upon a time, a hen"]}""";

    internal static readonly KeyEffect[] Effects =
    [
        new("proxy.sticky_sessions.enabled", "true", "- -", "miss hit", run => TwiceAsync(run, "s1", "s1")),
        new("proxy.sticky_sessions.idle_ttl_seconds", "5", "miss hit", "miss miss", run => TwiceAsync(run, "s1", "s1", TimeSpan.FromSeconds(60))) { With = [On] },
        new("proxy.sticky_sessions.max_sessions", "1", "miss miss hit", "miss miss miss", async run => $"{await TwiceAsync(run, "s1", "s2")} {await AskAsync(run, "s1")}") { With = [On] },
        new("proxy.sticky_sessions.key_sources", "[ip]", "session_header", "ip", async run =>
        {
            await run.StartAsync();
            return await run.HeaderOfAsync("X-Olla-Sticky-Key-Source", "{}", ("X-Olla-Session-ID", "s1"));
        }) { With = [On] },
        new("proxy.sticky_sessions.prefix_hash_bytes", "12", "miss miss", "miss hit", async run =>
        {
            await run.StartAsync();
            return $"{await run.HeaderOfAsync(Outcome, OneTale)} {await run.HeaderOfAsync(Outcome, OtherTale)}";
        }) { With = [On, "proxy.sticky_sessions.key_sources: [prefix_hash]"] },
    ];

    public static TheoryData<string> Keys => [.. Effects.Select(effect => effect.Key)];

    [Theory]
    [MemberData(nameof(Keys))]
    public Task A_key_does_to_the_running_proxy_what_it_says(string key) => Effects.Single(effect => effect.Key == key).VerifyAsync();

    private static async Task<string> TwiceAsync(KeyRun run, string one, string other, TimeSpan between = default)
    {
        // The client's own connection is to outlive the time that passes.
        await run.StartAsync(time: run.Time, with: "server.idle_timeout: 1h");
        var first = await AskAsync(run, one);
        run.Time.Advance(between);
        return $"{first} {await AskAsync(run, other)}";
    }

    private static Task<string> AskAsync(KeyRun run, string session) => run.HeaderOfAsync(Outcome, "{}", ("X-Olla-Session-ID", session));
}
