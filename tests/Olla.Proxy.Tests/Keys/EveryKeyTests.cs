using System.Reflection;
using Olla.Configuration;
using Olla.Configuration.Keys;
using Olla.Configuration.Writing;
using Olla.Proxy.Hosting;

namespace Olla.Proxy.Tests.Keys;

/// <summary>No key is believed: each has a test that shows what it does to a running proxy, or one that shows that it does nothing.</summary>
public sealed class EveryKeyTests
{
    private static readonly KeyEffect[] Tables =
    [
        .. ServerKeyTests.Effects, .. ProxyKeyTests.Effects, .. StickyKeyTests.Effects, .. EndpointKeyTests.Effects, .. DiscoveryKeyTests.Effects,
        .. TranslatorKeyTests.Effects, .. DashboardKeyTests.Effects,
    ];

    /// <summary>Keys that do nothing by design, each with a value that is not its default, and what the loader says of it.</summary>
    public static TheoryData<string, string, string> Inert => new()
    {
        { "server.rate_limits.health_requests_per_minute", "7", "CFG301" },
        { "server.rate_limits.per_endpoint.default_requests_per_minute", "7", "CFG301" },
        { "discovery.refresh_interval", "1h", "CFG301" },
        { "discovery.health_check.initial_delay", "5s", "CFG301" },
        { "discovery.static.endpoints[].tags", "{team: blue}", "CFG301" },
        { "dashboard.gate_internal_api", "true", "CFG206" },
        { "proxy.retry_backoff", "5s", "CFG202" },
        { "model_registry.unification.cache_ttl", "5s", "CFG202" },
        { "model_registry.unification.custom_rules", "[]", "CFG202" },
        { "model_registry.unification.family_overrides", "{}", "CFG202" },
        // One choice only: whatever is written, it is in force already.
        { "discovery.type", "static", "" },
        { "model_registry.type", "memory", "" },
    };

    [Theory]
    [MemberData(nameof(Inert))]
    public void An_inert_key_is_named_and_changes_nothing_that_a_reload_would_notice(string path, string value, string code)
    {
        var url = new ConfigurationEntry("discovery.static.endpoints[0].url", "http://127.0.0.1:1");
        var without = Load([url]);
        var with = Load([url, new ConfigurationEntry(path.Replace("[]", "[0]", StringComparison.Ordinal), value)]);
        var report = ReloadReport.Between(without.Options, with.Options);

        Assert.Equal(code.Length == 0 ? [] : [code], with.Diagnostics.Select(found => found.Code));
        Assert.Empty(report.Changes);
        Assert.Empty(report.NeedRestart);
    }

    [Fact]
    public void Every_key_of_the_table_is_shown_to_work_or_shown_to_do_nothing()
    {
        var marked = typeof(EveryKeyTests).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetCustomAttributes<ShowsKeysAttribute>()).SelectMany(attribute => attribute.Keys);
        var shown = Tables.Select(effect => effect.Path).Concat(marked).Concat(Inert.Select(row => (string)row[0])).ToArray();
        var all = ConfigurationKeys.All.Select(key => key.Path).ToArray();

        Assert.Equal([], all.Except(shown));
        Assert.Equal([], shown.Except(all));
        Assert.Equal(shown.Length, shown.Distinct().Count());
    }

    private static LoadedConfiguration Load(ConfigurationEntry[] entries) =>
        ConfigurationLoader.Load(ConfigurationRequest.ForText("key.yaml", ConfigurationWriter.ToText(entries)));
}
