using Olla.Configuration.Diagnostics;

namespace Olla.Configuration.Tests.Diagnostics;

public sealed class DiagnosticTextTests
{
    /// <summary>A document and the whole text of its one finding.</summary>
    public static TheoryData<string, string> Texts { get; } = new()
    {
        {
            "proxy:\n  load_balancer: least_connections",
            """test.yaml:2:18: error CFG105 proxy.load_balancer: not an allowed value; got "least_connections"; allowed: priority, round-robin, least-connections; did you mean "least-connections"?"""
        },
        { "proxy:\n  enjine: olla", """test.yaml:2:3: warning CFG201 proxy.enjine: unknown key, ignored; did you mean "engine"?""" },
        { "Server:\n  port: 1", """test.yaml:1:1: warning CFG201 Server: unknown key, ignored; did you mean "server"?""" },
        { "zebra: 1", "test.yaml:1:1: warning CFG201 zebra: unknown key, ignored" },
        {
            "dashboard:\n  allowed_cidrs: []",
            """test.yaml:2:3: warning CFG201 dashboard.allowed_cidrs: unknown key, ignored; did you mean "dashboard.access_policy.allowed_cidrs"?"""
        },
        { "server:\n  prot: 1", """test.yaml:2:3: warning CFG201 server.prot: unknown key, ignored; did you mean "port"?""" },
        {
            "server:\n  read_timeout: 30",
            """test.yaml:2:17: error CFG104 server.read_timeout: a duration needs a unit (for seconds write "30s"); got "30"; allowed: duration such as 30s, 1h30m, 500ms"""
        },
        {
            "server:\n  cors: {allowed_origins: \"*\"}",
            """test.yaml:2:27: error CFG104 server.cors.allowed_origins: one value stands where a list is expected; got "*"; allowed: a list, written ["*"]"""
        },
        { "server:\n  port: 70000", """test.yaml:2:9: error CFG106 server.port: out of range; got "70000"; allowed: 1 to 65535""" },
        {
            "server:\n  port: 1\n  host: a\n  port: 2",
            "test.yaml:4:3: error CFG103 port: this key is written twice in one mapping, on line 2 and on line 4; allowed: each key once (merge the two, or keep the one that is meant)"
        },
        { "logging: {format: JSON}", """test.yaml:1:19: warning CFG203 logging.format: not an allowed value, using "json"; got "JSON"; allowed: json, text; did you mean "json"?""" },
        {
            "discovery:\n  static:\n    endpoints:\n      - url: http://a:1\n        name: gpu\n        check_timeout: 5s",
            """test.yaml:6:24: error CFG106 discovery.static.endpoints[0].check_timeout (gpu): the time-out of 5s must be shorter than the interval of 5s; see discovery.static.endpoints[0].check_interval (default); got "5s"; allowed: less than 5s"""
        },
        {
            "discovery: {static: {endpoints: [{url: 'http://a:1', check_interval: 10s,\n check_timeout: 20s}]}}",
            """test.yaml:2:17: error CFG106 discovery.static.endpoints[0].check_timeout: the time-out of 20s must be shorter than the interval of 10s; see discovery.static.endpoints[0].check_interval (test.yaml:1:70); got "20s"; allowed: less than 10s"""
        },
        {
            "discovery: {static: {endpoints: [{url: 'http://a:1', type: llama-cpp}]}}",
            """test.yaml:1:60: error CFG105 discovery.static.endpoints[0].type: not an endpoint type; got "llama-cpp"; allowed: ollama, lm-studio, lmstudio, lm_studio, llamacpp, vllm, vllm-mlx, sglang, lmdeploy, lemonade, litellm, docker-model-runner, dmr, omlx, openai-compatible, openai, auto; did you mean "llamacpp"?"""
        },
        { "proxy: {max_retries: 2}", "test.yaml:1:9: warning CFG202 proxy.max_retries: deprecated; use proxy.retry.max_attempts instead" },
        { "proxy: {retry_backoff: 1s}", "test.yaml:1:9: warning CFG202 proxy.retry_backoff: deprecated and without effect; remove it" },
        { "discovery: {refresh_interval: 1h}", "test.yaml:1:31: info CFG301 discovery.refresh_interval: recognised, but it has no effect here" },
        { "server:\n\tport: 1", "test.yaml:2:1: error CFG102: a tab indents this line; YAML indents with spaces" },
        { "- a", """test.yaml:1:1: error CFG102: the document must be a mapping of keys to values; allowed: sections such as "server:" with their keys below""" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_finding_says_where_what_and_what_is_allowed(string yaml, string text) =>
        Assert.Equal(text, Assert.Single(Loading.Yaml(yaml).Diagnostics).ToString());

    [Fact]
    public void All_problems_of_a_file_and_of_the_variables_come_in_one_pass()
    {
        var loaded = Loading.Yaml(
            """
            server: {port: 0, read_timeout: 30}
            proxy: {engine: x, load_balancer: y, profile: z, unknown: 1}
            discovery:
              static:
                endpoints:
                  - name: no-url
                  - url: ftp://a
                    auth: {type: bearer}
                    headers: {X: "${NOT_SET}"}
            model_aliases: {a: []}
            """,
            ("OLLA_SERVER_IDLE", "1"), ("OLLA_SERVER_CORS_MAX_AGE", "x"));

        Assert.Equal(
            ["CFG106", "CFG104", "CFG105", "CFG105", "CFG203", "CFG201", "CFG107", "CFG110", "CFG107", "CFG109", "CFG107", "CFG204", "CFG207"],
            loaded.Codes());
        Assert.True(loaded.HasErrors);
    }

    [Fact]
    public void A_bad_value_in_the_file_does_not_matter_when_a_variable_replaces_it() =>
        Assert.Empty(Loading.Yaml("server: {port: 0}", ("OLLA_SERVER_PORT", "8080")).Diagnostics);

    [Fact]
    public void A_long_value_is_cut()
    {
        var found = Assert.Single(Loading.Yaml($"proxy: {{engine: {new string('x', 500)}}}").Diagnostics);
        Assert.Contains($"got \"{new string('x', 120)}…\";", found.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prot", "port")]
    [InlineData("host_", "host")]
    [InlineData("READ-TIMEOUT", "read_timeout")]
    [InlineData("readtimeut", "read_timeout")]
    [InlineData("raed_timeuot", "read_timeout")]
    [InlineData("abcd", null)]
    [InlineData("pr", null)]
    [InlineData("red_timeut_x", null)]
    public void The_nearest_match_is_at_most_two_steps_away(string written, string? expected) =>
        Assert.Equal(expected, NearestMatch.Find(written, ["host", "port", "read_timeout"]));

    [Theory]
    [InlineData("http://user:pass@host/x", "http://***@host/x")]
    [InlineData("http://user:p/a@ss@host", "http://***@host")]
    [InlineData("user:pass@host", "***@host")]
    [InlineData("http://host/x", "http://host/x")]
    public void Credentials_in_a_url_are_never_shown(string text, string shown) => Assert.Equal(shown, ShownValue.WithoutCredentials(text));
}
