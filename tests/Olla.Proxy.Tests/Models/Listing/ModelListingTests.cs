using Olla.Proxy.Endpoints;
using Olla.Proxy.Models.Listing;
using Olla.Proxy.Providers;

namespace Olla.Proxy.Tests.Models.Listing;

public sealed class ModelListingTests
{
    private readonly ListedFleet _fleet = new();

    [Theory]
    [InlineData("", "meta/llama-3-70b qwen2-vl qwen3:8b")]
    [InlineData("include_unavailable=true", "ghost:1b meta/llama-3-70b qwen2-vl qwen3:8b")]
    [InlineData("endpoint=farm", "meta/llama-3-70b qwen3:8b")]
    [InlineData("endpoint=nobody", "")]
    [InlineData("family=qwen3", "qwen3:8b")]
    [InlineData("type=vlm", "qwen2-vl")]
    [InlineData("type=llm", "meta/llama-3-70b qwen3:8b")]
    [InlineData("type=embeddings", "")]
    [InlineData("capability=multimodal", "qwen2-vl")]
    [InlineData("type=vlm&capability=chat", "meta/llama-3-70b qwen3:8b")]
    [InlineData("type=vlm&capability=telepathy", "qwen2-vl")]
    [InlineData("available=true", "qwen2-vl")]
    [InlineData("available=false", "meta/llama-3-70b qwen3:8b")]
    public void Filters_choose_among_models_that_somebody_serves(string query, string expected)
    {
        var read = Read(query, out var error);
        Assert.Null(error);
        Assert.Equal(expected, string.Join(' ', _fleet.Listing.Select(read!).Select(model => model.Id)));
    }

    [Theory]
    [InlineData("format=xml", "format=\"xml\"")]
    [InlineData("available=yes", "available=\"yes\"")]
    public void A_value_that_does_not_exist_is_named_with_what_is_allowed(string query, string named)
    {
        Assert.Null(Read(query, out var error));
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.Contains("allowed: ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ollama", "qwen3:8b")]
    [InlineData("vllm", "meta/llama-3-70b qwen3:8b")]
    [InlineData("lm-studio", "qwen2-vl")]
    [InlineData("sglang", "")]
    [InlineData("openai-compatible", "meta/llama-3-70b qwen2-vl qwen3:8b")]
    public void A_provider_view_shows_models_of_its_own_that_somebody_serves(string type, string expected) =>
        Assert.Equal(expected, string.Join(' ', _fleet.Listing.SelectScope(type).Select(model => model.Id)));

    [Fact]
    public void A_model_leaves_the_list_with_the_last_endpoint_that_serves_it()
    {
        _fleet.Fleet[1].State.Status = EndpointStatus.Unhealthy;
        Assert.DoesNotContain(_fleet.Listing.Select(new ModelListQuery()), model => model.Id == "qwen2-vl");
        Assert.NotNull(_fleet.Listing.Find("QWEN2-VL"));
    }

    [Theory]
    [InlineData("ollama", "/api/tags=Ollama /v1/models=OpenAi")]
    [InlineData("lm-studio", "/api/v0/models=LmStudio /api/v1/models=OpenAi /v1/models=OpenAi")]
    [InlineData("lemonade", "/api/v1/models=Lemonade /v1/models=OpenAi")]
    [InlineData("docker-model-runner", "/engines/v1/models=OpenAi /v1/models=OpenAi")]
    [InlineData("vllm", "/v1/models=OpenAi")]
    public void Lists_below_a_prefix_are_answered_here(string type, string expected) => Assert.Equal(expected, string.Join(
        ' ', NativeModelRoutes.ListsOf(ProviderCatalog.BuiltIn.ProfileOf(type)).OrderBy(route => route.Key).Select(route => $"{route.Key}={route.Value}")));

    [Fact]
    public void Ollamas_management_calls_are_refused_and_nobody_elses()
    {
        Assert.Equal(7, NativeModelRoutes.RefusedBy(ProviderCatalog.BuiltIn.ProfileOf("ollama")).Count);
        Assert.Empty(NativeModelRoutes.RefusedBy(ProviderCatalog.BuiltIn.ProfileOf("vllm")));
    }

    private static ModelListQuery? Read(string query, out string? error)
    {
        var values = query.Split('&', StringSplitOptions.RemoveEmptyEntries).ToDictionary(pair => pair.Split('=')[0], pair => pair.Split('=')[1]);
        return ModelListQuery.Read(key => values.GetValueOrDefault(key), out error);
    }
}
