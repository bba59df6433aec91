using Olla.Configuration;
using Olla.Proxy.Providers;

namespace Olla.Proxy.Tests.Providers;

public sealed class ProviderCatalogTests
{
    [Theory]
    [InlineData("ollama", "/", "/api/tags", "/v1/messages")]
    [InlineData("lm-studio", "/v1/models", "/api/v0/models", "/v1/messages")]
    [InlineData("vllm", "/health", "/v1/models", "/v1/messages")]
    [InlineData("vllm-mlx", "/health", "/v1/models", "/v1/messages")]
    [InlineData("sglang", "/health", "/v1/models", null)]
    [InlineData("llamacpp", "/health", "/v1/models", "/v1/messages")]
    [InlineData("lmdeploy", "/health", "/v1/models", null)]
    [InlineData("lemonade", "/api/v1/health", "/api/v1/models", null)]
    [InlineData("litellm", "/health", "/v1/models", null)]
    [InlineData("docker-model-runner", "/engines/v1/models", "/engines/v1/models", "/anthropic/v1/messages")]
    [InlineData("omlx", "/health", "/v1/models", "/v1/messages")]
    [InlineData("openai-compatible", "/v1/models", "/v1/models", null)]
    public void The_twelve_providers_are_built_in(string type, string health, string models, string? anthropic)
    {
        var catalog = ProviderCatalog.BuiltIn;
        Assert.Equal(12, catalog.Profiles.Length);
        Assert.Equal(type, catalog.ProfileOf(type).Name);
        Assert.Equal((health, models), (catalog.HealthPathOf(type), catalog.ModelPathOf(type)));
        var support = catalog.ProfileOf(type).Api.Anthropic;
        Assert.Equal(anthropic, support.Enabled ? support.MessagesPath : null);
        Assert.True(catalog.ProfileOf(type).Api.OpenAiCompatible);
        // What is merely compatible may leave out the last word of a stream.
        Assert.Equal(type != "openai-compatible", catalog.ProfileOf(type).Api.StreamsEndWithDone);
    }

    [Theory]
    [InlineData("ollama", "ollama")]
    [InlineData("LMStudio", "lm-studio")]
    [InlineData("lm_studio", "lm-studio")]
    [InlineData("lm-studio", "lm-studio")]
    [InlineData("dmr", "docker-model-runner")]
    [InlineData("openai", "openai-compatible")]
    [InlineData("llama-cpp", "llamacpp")]
    [InlineData("llama_cpp", "llamacpp")]
    [InlineData("auto", "auto")]
    [InlineData("", "auto")]
    [InlineData(null, "auto")]
    [InlineData("localai", null)]
    public void Every_spelling_leads_to_one_type(string? spelled, string? expected) => Assert.Equal(expected, ProviderCatalog.BuiltIn.CanonicalType(spelled));

    [Fact]
    public void An_auto_endpoint_is_asked_at_the_root_and_at_the_openai_list()
    {
        Assert.Equal(("/", "/v1/models"), (ProviderCatalog.BuiltIn.HealthPathOf("auto"), ProviderCatalog.BuiltIn.ModelPathOf("auto")));
    }

    [Fact]
    public void A_profile_filter_takes_providers_away()
    {
        var catalog = ProviderCatalog.Load("no such folder", new NameFilter { Include = ["*llm*"], Exclude = ["vllm-*"] });
        Assert.Equal("litellm vllm", string.Join(' ', catalog.Profiles.Select(profile => profile.Name)));
        Assert.Null(catalog.CanonicalType("ollama"));
    }
}
