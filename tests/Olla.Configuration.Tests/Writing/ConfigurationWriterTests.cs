using CsCheck;
using Olla.Configuration.Keys;
using Olla.Configuration.Writing;

namespace Olla.Configuration.Tests.Writing;

public sealed class ConfigurationWriterTests
{
    [Fact]
    public void Keys_are_nested_in_table_order_with_their_comments()
    {
        var text = ConfigurationWriter.ToText(
        [
            new("proxy.stream_buffer_size", "8192") { Comment = ["measured:", "p99 4 ms"] },
            new("discovery.static.endpoints[1].url", "http://b:1"),
            new("server.port", "8080"),
            new("proxy.engine", "olla"),
            new("discovery.static.endpoints[0].name", "a") { Comment = ["the first"] },
            new("discovery.static.endpoints[0].url", "http://a:1"),
            new("discovery.static.endpoints[0].headers.X-Tenant", "\"1\""),
            new("model_aliases.gpt-4.1 mini", "[small, tiny]"),
            new("proxy.profile_filter.include", "\n- ollama\n- vllm\n"),
        ], ["Written by a test"]);

        Assert.Equal(
            """
            # Written by a test

            server:
              port: 8080
            proxy:
              engine: olla
              # measured:
              # p99 4 ms
              stream_buffer_size: 8192
              profile_filter:
                include:
                  - ollama
                  - vllm
            discovery:
              static:
                endpoints:
                  - url: http://a:1
                    # the first
                    name: a
                    headers:
                      X-Tenant: "1"
                  - url: http://b:1
            model_aliases:
              "gpt-4.1 mini": [small, tiny]

            """.ReplaceLineEndings("\n"), text);
        var loaded = Loading.Yaml(text);
        Assert.Empty(loaded.Diagnostics);
        Assert.Equal(["a", "b:1"], loaded.Options.Discovery.Endpoints.Select(static endpoint => endpoint.Name));
        Assert.Equal(["small", "tiny"], loaded.Options.ModelAliases["gpt-4.1 mini"]);
    }

    [Fact]
    public void A_comment_on_an_entrys_first_key_keeps_the_document_loadable()
    {
        var text = ConfigurationWriter.ToText([new("discovery.static.endpoints[0].url", "http://a:1") { Comment = ["why"] }]);

        var loaded = Loading.Yaml(text);

        Assert.Empty(loaded.Diagnostics);
        Assert.Equal("http://a:1/", Assert.Single(loaded.Options.Discovery.Endpoints).Url.AbsoluteUri);
        Assert.Contains("# why", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("proxy.nothing")]
    [InlineData("proxy.engine.more")]
    [InlineData("server[0]")]
    [InlineData("discovery.static.endpoints[x].url")]
    [InlineData("")]
    public void A_path_that_is_no_key_is_refused(string path) =>
        Assert.Throws<ArgumentException>(() => ConfigurationWriter.ToText([new(path, "1")]));

    [Fact]
    public void The_same_path_twice_is_refused() =>
        Assert.Throws<ArgumentException>(() => ConfigurationWriter.ToText([new("proxy.engine", "olla"), new("proxy.engine", "sherpa")]));

    [Fact]
    public void An_empty_document_loads_as_the_defaults() =>
        Assert.Empty(Loading.Yaml(ConfigurationWriter.ToText([], ["nothing"])).Diagnostics);

    [Fact]
    public void Every_default_of_the_table_written_down_changes_nothing_and_raises_nothing()
    {
        var entries = ConfigurationKeys.All
            .Where(static key => key.Default is not null && !key.Path.Contains("[]", StringComparison.Ordinal))
            .Select(static key => new ConfigurationEntry(key.Path, key.Default!))
            .ToArray();

        var loaded = Loading.Yaml(ConfigurationWriter.ToText(entries));

        Assert.Empty(loaded.Diagnostics);
        Assert.All(entries, entry => Assert.Equal(SettingOrigin.File, loaded.Sources[entry.Path].Origin));
        var silent = new OllaOptions();
        Assert.Equal(
            OptionsText.Of(silent with { Proxy = silent.Proxy with { ResponseHeaderTimeoutIsExplicit = true, ResponseTimeoutIsExplicit = true } }),
            OptionsText.Of(loaded.Options));
    }

    [Fact]
    public void Any_text_survives_writing_and_loading() =>
        Gen.String.Array[1, 4].Sample(static texts =>
        {
            var clean = texts.Select(static text => string.Concat(text.Where(static letter => !char.IsSurrogate(letter)))).ToArray();
            var yaml = ConfigurationWriter.ToText(
                [new("server.cors.allowed_origins", $"[{string.Join(", ", clean.Select(YamlText.Of))}]"), new("server.host", YamlText.Of(clean[0]))]);

            var options = Loading.Yaml(yaml).Options;

            Assert.Equal(clean, options.Server.Cors.AllowedOrigins);
            Assert.Equal(clean[0], options.Server.Host);
        });

    [Fact]
    public void Any_subset_of_keys_survives_writing_and_loading()
    {
        var keys = ConfigurationKeys.All.Where(static key => key.Default is not null && !key.Path.Contains("[]", StringComparison.Ordinal)).ToArray();
        Gen.Shuffle(keys).SelectMany(shuffled => Gen.Int[1, keys.Length].Select(count => shuffled.Take(count).ToArray())).Sample(chosen =>
        {
            var loaded = Loading.Yaml(ConfigurationWriter.ToText(chosen.Select(static key => new ConfigurationEntry(key.Path, key.Default!) { Comment = [key.Meaning] })));

            Assert.Empty(loaded.Diagnostics);
            Assert.Equal(
                chosen.Select(static key => key.Path).Order(StringComparer.Ordinal),
                loaded.Sources.Where(static source => source.Value.Origin == SettingOrigin.File).Select(static source => source.Key).Order(StringComparer.Ordinal));
        }, iter: 200);
    }
}
