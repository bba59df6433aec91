using Olla.Configuration.Reporting;

namespace Olla.Configuration.Tests.Reporting;

public sealed class ShownSettingsTests
{
    private const string Yaml = """
        proxy:
          engine: sherpa
        model_aliases:
          small: [a, b]
        endpoints: []
        discovery:
          static:
            endpoints:
              - url: http://user:geheim@127.0.0.1:1/
                name: one
                headers: { X-Team: geheim }
                auth: { type: bearer, token: geheim }
        """;

    [Theory]
    [InlineData("proxy.engine", "sherpa", "test.yaml:2:11")]
    [InlineData("proxy.load_balancer", "least-connections", "default")]
    [InlineData("model_aliases", "small: a, b", "test.yaml:4:")]
    [InlineData("discovery.static.endpoints[0].name", "one", "test.yaml:")]
    [InlineData("discovery.static.endpoints[0].url", "http://***@127.0.0.1:1/", "test.yaml:")]
    [InlineData("discovery.static.endpoints[0].headers", "X-Team: ***", "test.yaml:")]
    [InlineData("discovery.static.endpoints[0].auth.token", "***", "test.yaml:")]
    public void A_setting_is_shown_as_written_with_its_source(string path, string value, string source)
    {
        var shown = Assert.Single(Loading.Yaml(Yaml).Settings, setting => setting.Path == path);

        Assert.Equal(value, shown.Value);
        Assert.StartsWith(source, shown.Source.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void No_credential_is_shown_anywhere() =>
        Assert.DoesNotContain(Loading.Yaml(Yaml).Settings, setting => setting.Value.Contains("geheim", StringComparison.Ordinal));

    [Fact]
    public void Every_key_that_has_a_source_is_shown_but_for_the_list_that_endpoints_stand_in()
    {
        var loaded = Loading.Yaml(Yaml);
        string[] lists = ["endpoints", "discovery.static.endpoints"];
        Assert.Equal(loaded.Sources.Keys.Except(lists).Order(StringComparer.Ordinal), loaded.Settings.Select(setting => setting.Path).Order(StringComparer.Ordinal));
    }
}
