using Olla.Configuration.Diagnostics;
using Olla.Configuration.Keys;

namespace Olla.Configuration.Tests.Keys;

public sealed class ConfigurationKeysTests
{
    [Theory]
    [InlineData("proxy.profile", "proxy.profile")]
    [InlineData("discovery.static.endpoints[3].url", "discovery.static.endpoints[].url")]
    [InlineData("discovery.static.endpoints[].url", "discovery.static.endpoints[].url")]
    [InlineData("discovery.static.endpoints[0].headers.X-Any.thing", "discovery.static.endpoints[].headers")]
    [InlineData("model_aliases.gpt-4.1", "model_aliases")]
    [InlineData("model_aliases", "model_aliases")]
    [InlineData("endpoints[0].url", "discovery.static.endpoints[].url")]
    public void A_path_finds_its_key(string path, string expected) => Assert.Equal(expected, ConfigurationKeys.Find(path)?.Path);

    [Theory]
    [InlineData("proxy")]
    [InlineData("proxy.")]
    [InlineData("proxy.profil")]
    [InlineData("Proxy.profile")]
    [InlineData("proxy[0].profile")]
    [InlineData("")]
    public void A_path_without_a_key_finds_nothing(string path) => Assert.Null(ConfigurationKeys.Find(path));

    [Theory]
    [InlineData("proxy.profile", "streaming", "")]
    [InlineData("proxy.engine", "nginx", "CFG105")]
    [InlineData("proxy.stream_buffer_size", "64KB", "")]
    [InlineData("proxy.stream_buffer_size", "-1", "CFG106")]
    [InlineData("proxy.stream_flush_interval", "20ms", "")]
    [InlineData("proxy.stream_flush_interval", "20", "CFG104")]
    [InlineData("server.cors.max_age", "-1", "CFG106")]
    [InlineData("proxy.sticky_sessions.key_sources", "[ip, mood]", "CFG203")]
    [InlineData("proxy.stream_bufer_size", "1", "CFG201")]
    [InlineData("proxy.max_retries", "2", "CFG202")]
    [InlineData("discovery.refresh_interval", "1m", "CFG301")]
    [InlineData("proxy.engine", "[", "CFG102")]
    [InlineData("model_aliases.small", "[a, b]", "")]
    [InlineData("model_aliases.small", "[]", "CFG107")]
    [InlineData("discovery.static.endpoints[0].check_interval", "10", "CFG104")]
    [InlineData("discovery.static.endpoints[0].headers.X-Tenant", "a", "")]
    [InlineData("discovery.static.endpoints[0].type", "olama", "CFG105")]
    [InlineData("proxy.retry", "{max_attempts: -1}", "CFG106")]
    [InlineData("proxy.retry", "{max_attempt: 1}", "CFG201")]
    [InlineData("discovery.static.endpoints", "[{url: 'http://a:1', priority: -1}]", "CFG106")]
    public void A_value_is_checked_without_a_document(string path, string yaml, string code) =>
        Assert.Equal(code.Length == 0 ? [] : [code], ConfigurationKeys.ValidateValue(path, yaml).Select(static found => found.Code));

    [Fact]
    public void An_unknown_path_names_the_nearest_key()
    {
        var found = Assert.Single(ConfigurationKeys.ValidateValue("proxy.stream_bufer_size", "1"));
        Assert.Equal("""value:1:1: warning CFG201 proxy.stream_bufer_size: no such key; did you mean "proxy.stream_buffer_size"?""", found.ToString());
    }

    [Fact]
    public void Paths_and_variables_are_unique()
    {
        Assert.Equal(ConfigurationKeys.All.Count, ConfigurationKeys.All.Select(static key => key.Path).Distinct().Count());
        var variables = ConfigurationKeys.All.Select(static key => key.Variable).OfType<string>().ToArray();
        Assert.Equal(variables.Length, variables.Distinct().Count());
        Assert.Equal(39, variables.Length);
    }

    [Fact]
    public void Every_default_and_every_allowed_value_of_the_table_is_valid()
    {
        foreach (var key in ConfigurationKeys.All)
        {
            var values = key.Kind == KeyKind.Choice ? key.Allowed.Append(key.Default) : [key.Default];
            foreach (var value in values.OfType<string>())
            {
                var findings = ConfigurationKeys.ValidateValue(key.Path, value);
                Assert.True(findings.Count == 0, $"{key.Path}: {value} -> {string.Join("; ", findings)}");
            }
        }
    }

    [Fact]
    public void Every_key_of_the_table_can_be_found_by_its_own_path() =>
        Assert.All(ConfigurationKeys.All, static key => Assert.Same(key, ConfigurationKeys.Find(key.Path)));

    [Fact]
    public void An_error_is_an_error_and_a_warning_a_warning()
    {
        Assert.Equal(DiagnosticSeverity.Error, ConfigurationKeys.ValidateValue("server.port", "0")[0].Severity);
        Assert.Equal(DiagnosticSeverity.Warning, ConfigurationKeys.ValidateValue("logging.level", "loud")[0].Severity);
        Assert.Equal(DiagnosticSeverity.Info, ConfigurationKeys.ValidateValue("discovery.refresh_interval", "1h")[0].Severity);
    }
}
