using Olla.Configuration.Diagnostics;

namespace Olla.Configuration.Tests.Binding;

public sealed class EndpointTests
{
    /// <summary>Further keys of an endpoint whose URL is fine, and the findings they raise.</summary>
    public static TheoryData<string, string> Keys { get; } = new()
    {
        { "type: bogus", "CFG105" },
        { "type: ''", "" },
        { "type: OLLAMA", "CFG105" },
        { "type: lm_studio", "" },
        { "type: llama_cpp", "CFG105" },
        { "type: 'lm studio'", "CFG105" },
        { "priority: -1", "CFG106" },
        { "check_interval: 500ms", "CFG106" },
        { "check_interval: 0s, check_timeout: 0s", "" },
        { "check_interval: 1s", "CFG106" },
        { "check_interval: 1s, check_timeout: 500ms", "" },
        { "check_interval: 1m, check_timeout: 31s", "CFG106" },
        { "check_interval: 1m, check_timeout: 30s", "" },
        { "check_timeout: 5s", "CFG106" },
        { "check_timeout: -1s", "CFG106" },
        { "check_interval: nope, check_timeout: 6s", "CFG104" },
        { "health_check_url: 'http://'", "CFG110" },
        { "health_check_url: '/a%zz'", "CFG110" },
        { "health_check_url: 'health?x=1'", "" },
        { "health_check_url: 'https://other/health'", "" },
        { "model_url: 'ftp://a'", "CFG110" },
        { "model_filter: {include: ['a*b']}", "CFG105" },
        { "model_filter: ", "" },
        { "model_filter: 5", "CFG104" },
        { "headers: {'X Y': 1}", "CFG105" },
        { "headers: {X-A: [1]}", "CFG104" },
        { "headers: {X-A: \"a\\r\\nB: c\"}", "CFG105" },
        { "headers: ", "" },
        { "headers: {X-A: }", "" },
        { "colour: red", "CFG201" },
        { "auth: ", "" },
        { "auth: secret", "CFG104" },
        { "auth: {}", "CFG105" },
        { "auth: {type: ''}", "CFG105" },
        { "auth: {type: digest, token: t}", "CFG105" },
        { "auth: {type: bearer}", "CFG107" },
        { "auth: {type: bearer, token: ''}", "CFG107" },
        { "auth: {type: bearer, token: [a]}", "CFG104" },
        { "auth: {type: bearer, token: t, token_file: f}", "CFG108" },
        { "auth: {type: bearer, token: t, key: k}", "CFG108" },
        { "auth: {type: bearer, token: t, header: 'a b'}", "" },
        { "auth: {type: bearer, token: '${NONE}'}", "CFG109" },
        { "auth: {type: bearer, token: '${EMPTY}'}", "CFG109" },
        { "auth: {type: bearer, token: '${NONE:-}'}", "CFG109" },
        { "auth: {type: bearer, token: '${NONE:-x}'}", "" },
        { "auth: {type: bearer, token: \"a\\nb\"}", "CFG105" },
        { "auth: {type: bearer, token_file: none}", "CFG109" },
        { "auth: {type: bearer, token_file: blank}", "CFG109" },
        { "auth: {type: api_key}", "CFG107" },
        { "auth: {type: api_key, key: k, header: 'a b'}", "CFG105" },
        { "auth: {type: api_key, token: t}", "CFG107 CFG108" },
        { "auth: {type: basic, username: u}", "CFG107" },
        { "auth: {type: basic}", "CFG107 CFG107" },
        { "auth: {type: basic, username: u, password: p, key_file: k}", "CFG108" },
        { "auth: {type: basic, username: '${NONE}', password: '${NONE}'}", "CFG109 CFG109" },
    };

    [Theory]
    [MemberData(nameof(Keys))]
    public void An_endpoints_key_raises_exactly_its_finding(string keys, string codes) =>
        Assert.Equal(codes, string.Join(' ', Load($"[{{url: 'http://a:1', {keys}}}]").Codes()));

    [Theory]
    [InlineData("''", "CFG107")]
    [InlineData("", "CFG107")]
    [InlineData("localhost:11434", "CFG110")]
    [InlineData("ftp://a", "CFG110")]
    [InlineData("'http://'", "CFG110")]
    [InlineData("/path", "CFG110")]
    [InlineData("'http://user:pass@a'", "CFG110")]
    [InlineData("'http://user@a'", "CFG110")]
    [InlineData("'http://@a'", "CFG110")]
    [InlineData("[a]", "CFG104")]
    [InlineData("'http://a/@b'", "")]
    [InlineData("'http://[::1]:80/base'", "")]
    [InlineData("'HTTPS://A.example'", "")]
    public void A_url_must_be_absolute_with_a_host_and_without_credentials(string url, string code) =>
        Assert.Equal(code, string.Join(' ', Load($"[{{url: {url}}}]").Codes()));

    [Theory]
    [InlineData("[]", "")]
    [InlineData("[ ]", "")]
    [InlineData("[null]", "CFG107")]
    [InlineData("[{}]", "CFG107")]
    [InlineData("['http://a']", "CFG104")]
    [InlineData("[{url: 'http://a', name: x}, {url: 'http://b', name: x}]", "CFG205")]
    [InlineData("[{url: 'http://a', name: x}, {url: 'http://a', name: y}]", "CFG205")]
    [InlineData("[{url: 'http://a', name: x}, {url: 'http://a', name: x}]", "CFG205")]
    public void A_list_raises_exactly_its_finding(string list, string code) => Assert.Equal(code, string.Join(' ', Load(list).Codes()));

    [Fact]
    public void Of_two_entries_with_one_url_the_later_counts()
    {
        var endpoints = Load("[{url: 'http://a', name: x}, {url: 'http://b'}, {url: 'http://a/', name: y}]").Options.Discovery.Endpoints;
        Assert.Equal(["b", "y"], endpoints.Select(static endpoint => endpoint.Name));
    }

    [Fact]
    public void An_endpoint_without_a_name_is_called_by_host_and_port()
    {
        var endpoints = Load("[{url: 'http://a:81/x'}, {url: 'http://b/x'}]").Options.Discovery.Endpoints;
        Assert.Equal(["a:81", "b"], endpoints.Select(static endpoint => endpoint.Name));
    }

    [Fact]
    public void Credentials_in_a_url_are_rewritten_and_never_repeated()
    {
        var both = Assert.Single(Load("[{url: 'https://alice:s3cret@a:1/v1'}]").Diagnostics).ToString();
        Assert.Contains("""got "https://***@a:1/v1"; allowed: url: "https://a:1/v1" with auth: {type: basic, username: "<user>", password: "<password>"}""", both, StringComparison.Ordinal);
        Assert.DoesNotContain("bearer", both, StringComparison.Ordinal);
        Assert.Contains("type: bearer", Assert.Single(Load("[{url: 'https://alice@a:1'}]").Diagnostics).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[{url: 'http://top:secret@a'}]")]
    [InlineData("[{url: 'http://top:se/secret@a'}]")]
    [InlineData("[{url: 'top:secret@a'}]")]
    [InlineData("[{url: 'http://a', auth: {type: secret}}]")]
    [InlineData("[{url: 'http://a', auth: {type: bearer, token: secret, key: secret}}]")]
    [InlineData("[{url: 'http://a', auth: {type: bearer, token: [secret]}}]")]
    [InlineData("[{url: 'http://a', auth: {type: bearer, token: secret, token_file: secret}}]")]
    [InlineData("[{url: 'http://a', auth: {type: bearer, token: \"secret\\n2\"}}]")]
    [InlineData("[{url: 'http://a', auth: {type: bearer, token: 'secret${NONE}secret'}}]")]
    [InlineData("[{url: 'http://a', auth: {type: api_key, key: k, header: 'secret secret'}}]")]
    [InlineData("[{url: 'http://a', auth: secret}]")]
    [InlineData("[{url: 'http://a', headers: {X: 'secret${NONE}'}}]")]
    [InlineData("[{url: 'http://a', headers: {X: [secret]}}]")]
    [InlineData("[{url: 'http://a', headers: secret}]")]
    [InlineData("[{url: 'http://a', health_check_url: 'ftp://top:secret@a'}]")]
    public void No_finding_shows_a_secret(string list)
    {
        var loaded = Load(list);
        Assert.NotEmpty(loaded.Diagnostics);
        Assert.All(loaded.Diagnostics, static found => Assert.DoesNotContain("secret", found.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void A_missing_variable_and_a_missing_file_are_named()
    {
        Assert.Equal(
            "test.yaml:1:89: error CFG109 discovery.static.endpoints[0].auth.token (g): the variables A, B are not set; allowed: a set variable, or a fallback written ${A:-text}",
            Assert.Single(Load("[{url: 'http://a', name: g, auth: {type: bearer, token: '${A}-${B}-${A}'}}]").Diagnostics).ToString());
        Assert.Contains("the file \"none\" does not exist", Assert.Single(Load("[{url: 'http://a', auth: {type: bearer, token_file: none}}]").Diagnostics).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Header_values_may_be_empty_and_keep_their_order()
    {
        var endpoint = Assert.Single(Load("[{url: 'http://a', headers: {X-B: '${EMPTY}', X-A: 'v-${SET}', X-C: 5}}]").Options.Discovery.Endpoints);
        Assert.Equal([new("X-B", ""), new("X-A", "v-value"), new("X-C", "5")], endpoint.Headers);
    }

    [Fact]
    public void A_type_that_the_profile_filter_leaves_out_is_refused_by_name()
    {
        var loaded = Loading.Yaml("proxy: {profile_filter: {exclude: ['lm*']}}\ndiscovery: {static: {endpoints: [{url: 'http://a', type: lmstudio}, {url: 'http://b', type: vllm}, {url: 'http://c'}]}}");
        var found = Assert.Single(loaded.Diagnostics);
        Assert.Equal(DiagnosticCodes.NotAllowed, found.Code);
        Assert.Contains("proxy.profile_filter", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_type_from_a_profile_file_is_accepted_when_the_request_brings_it()
    {
        const string Yaml = "discovery: {static: {endpoints: [{url: 'http://a', type: mine}]}}";
        var request = Loading.Request(Loading.FileName, [(Loading.FileName, Yaml)]);
        Assert.Equal(["CFG105"], ConfigurationLoader.Load(request).Codes());

        var loaded = ConfigurationLoader.Load(request with { EndpointTypes = EndpointTypeNames.BuiltIn.With("my-backend", "mine") });

        Assert.Empty(loaded.Diagnostics);
        Assert.Equal("my-backend", Assert.Single(loaded.Options.Discovery.Endpoints).Type);
        Assert.Equal("mine", Assert.Single(loaded.Options.Discovery.Endpoints).ConfiguredType);
    }

    private static LoadedConfiguration Load(string list) => Loading.Files(
        Loading.FileName,
        [(Loading.FileName, $"discovery: {{static: {{endpoints: {list}}}}}"), ("blank", " \n")],
        ("EMPTY", ""), ("SET", "value"));
}
