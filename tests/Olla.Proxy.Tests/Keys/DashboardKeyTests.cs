namespace Olla.Proxy.Tests.Keys;

/// <summary>Section <c>dashboard</c>.</summary>
public sealed class DashboardKeyTests
{
    internal static readonly KeyEffect[] Effects =
    [
        new("dashboard.enabled", "false", "200", "404", run => StatusAsync(run)),
        new("dashboard.access_policy.allowed_cidrs", "[10.0.0.0/8]", "200", "403", run => StatusAsync(run)),
        new("dashboard.access_policy.allowed_hosts", "[gateway.test]", "403", "200", run => StatusAsync(run, ("Host", "gateway.test"))),
    ];

    public static TheoryData<string> Keys => [.. Effects.Select(effect => effect.Key)];

    [Theory]
    [MemberData(nameof(Keys))]
    public Task A_key_does_to_the_running_proxy_what_it_says(string key) => Effects.Single(effect => effect.Key == key).VerifyAsync();

    private static async Task<string> StatusAsync(KeyRun run, params (string Name, string Value)[] headers)
    {
        await run.StartAsync();
        using var response = await run.Proxy.SendAsync(HttpMethod.Get, "/internal/ui/", null, headers);
        return $"{(int)response.StatusCode}";
    }
}
