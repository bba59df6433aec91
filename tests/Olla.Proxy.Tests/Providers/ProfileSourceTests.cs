using Olla.Proxy.Providers;

namespace Olla.Proxy.Tests.Providers;

public sealed class ProfileSourceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("olla-profiles-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_overrides_only_what_it_names()
    {
        Write("mine.yaml", """
            name: vllm
            api:
              anthropic_support:
                enabled: false
            characteristics:
              timeout: 2m30s
            """);
        var catalog = ProviderCatalog.Load(_folder);
        Assert.Empty(catalog.Diagnostics);
        var before = ProviderCatalog.BuiltIn.ProfileOf("vllm");
        var after = catalog.ProfileOf("vllm");
        Assert.False(after.Api.Anthropic.Enabled);
        Assert.Equal(TimeSpan.FromSeconds(150), after.Characteristics.Timeout);
        Assert.True(after.Api.StreamsEndWithDone);
        Assert.True(before.Api.Paths.SequenceEqual(after.Api.Paths));
        Assert.True(before.Prefixes.SequenceEqual(after.Prefixes));
        Assert.Equal(before.Metrics.Paths.OrderBy(path => path.Key), after.Metrics.Paths.OrderBy(path => path.Key));
    }

    [Fact]
    public void A_new_name_adds_a_provider_with_its_prefixes()
    {
        Write("nested/custom.yaml", """
            name: My_LLM
            routing:
              prefixes: [my_llm, MyLLM]
            api:
              openai_compatible: true
              streams_end_with_done: true
              health_check_path: /up
              model_discovery_path: /list
            request:
              response_format: ollama
            """);
        var catalog = ProviderCatalog.Load(_folder);
        Assert.Equal("my-llm", catalog.CanonicalType("MY-LLM"));
        Assert.Equal("my-llm", catalog.CanonicalType("myllm"));
        var profile = catalog.ProfileOf("my-llm");
        Assert.True(profile.Api.StreamsEndWithDone);
        Assert.Equal(("/up", "/list", ModelListFormat.Ollama), (profile.Api.HealthCheckPath, profile.Api.ModelDiscoveryPath, profile.ModelListFormat));
        Assert.Contains(catalog.Prefixes, prefix => prefix.Prefix == "my_llm" && prefix.Profile == profile);
    }

    [Theory]
    [InlineData("name: vllm\nroutin: {}\n", 2, 1, "CFG201", "routin")]
    [InlineData("name: vllm\napi:\n  openai_compatible: maybe\n", 3, 22, "CFG104", "api.openai_compatible")]
    [InlineData("name: vllm\napi: nothing\n", 2, 6, "CFG104", "api")]
    [InlineData("name: vllm\napi:\n  paths: /x\n", 3, 10, "CFG104", "api.paths")]
    [InlineData("name: vllm\nrequest:\n  response_format: xml\n", 3, 20, "CFG105", "request.response_format")]
    [InlineData("name: vllm\ncharacteristics:\n  timeout: 5\n", 3, 12, "CFG104", "characteristics.timeout")]
    [InlineData("name: vllm\ncharacteristics:\n  default_priority: high\n", 3, 21, "CFG104", "characteristics.default_priority")]
    [InlineData("name: vllm\ndetection:\n  default_ports: [99999]\n", 3, 18, "CFG106", "detection.default_ports")]
    [InlineData("display_name: nameless\n", 1, 1, "CFG107", "name")]
    [InlineData("- a list\n", 1, 1, "CFG102", "")]
    [InlineData("", 1, 1, "CFG102", "")]
    public void A_mistake_is_reported_with_its_place_and_leaves_the_built_in_value(string yaml, int line, int column, string code, string path)
    {
        Write("bad.yaml", yaml);
        var catalog = ProviderCatalog.Load(_folder);
        var diagnostic = Assert.Single(catalog.Diagnostics);
        Assert.Equal((line, column, code, path), (diagnostic.Line, diagnostic.Column, diagnostic.Code, diagnostic.KeyPath));
        Assert.EndsWith("bad.yaml", diagnostic.Source, StringComparison.Ordinal);
        Assert.True(ProviderCatalog.BuiltIn.ProfileOf("vllm").Api.Paths.SequenceEqual(catalog.ProfileOf("vllm").Api.Paths));
    }

    [Fact]
    public void Broken_yaml_is_skipped_with_its_line()
    {
        Write("a.yaml", "name: vllm\n  x: [1\n");
        Write("b.yaml", "name: ollama\ndisplay_name: Mine\n");
        var catalog = ProviderCatalog.Load(_folder);
        Assert.Equal((2, "CFG102"), (Assert.Single(catalog.Diagnostics).Line, catalog.Diagnostics[0].Code));
        Assert.Equal("Mine", catalog.ProfileOf("ollama").DisplayName);
    }

    [Fact]
    public void A_prefix_that_is_taken_stays_with_its_first_owner()
    {
        Write("z.yaml", "name: zeta\nrouting:\n  prefixes: [vllm, zeta]\n");
        var catalog = ProviderCatalog.Load(_folder);
        Assert.Equal("vllm", catalog.CanonicalType("vllm"));
        Assert.Equal("CFG205", Assert.Single(catalog.Diagnostics).Code);
        Assert.Single(catalog.Prefixes, prefix => prefix.Prefix == "vllm");
    }

    private void Write(string file, string yaml)
    {
        var path = Path.Combine(_folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, yaml);
    }
}
