using System.Net;
using System.Text.Json;
using Olla.Configuration;

namespace Olla.Proxy.Tests.Http;

public sealed class ModelPagesTests
{
    private const string Tags = """{"models":[{"name":"org/qwen3:8b","size":5225388164,"digest":"500a1f067a9f","details":{"family":"qwen3","parameter_size":"8.2B","quantization_level":"Q4_K_M"}}]}""";
    private const string Served = """{"object":"list","data":[{"id":"llava-7b","object":"model","created":1700000000,"owned_by":"vllm","max_model_len":4096}]}""";

    [Theory]
    [InlineData("/olla/models", "data", "llava-7b org/qwen3:8b")]
    [InlineData("/olla/models?format=openai&type=vlm", "data", "llava-7b")]
    [InlineData("/olla/models?format=ollama", "models", "org/qwen3:8b")]
    [InlineData("/olla/proxy/v1/models", "data", "llava-7b org/qwen3:8b")]
    [InlineData("/olla/openai/v1/models", "data", "llava-7b org/qwen3:8b")]
    [InlineData("/olla/ollama/api/tags", "models", "org/qwen3:8b")]
    [InlineData("/olla/ollama/v1/models", "data", "org/qwen3:8b")]
    [InlineData("/olla/vllm/v1/models", "data", "llava-7b")]
    [InlineData("/olla/lm_studio/api/v0/models", "data", "")]
    [InlineData("/olla/lemonade/api/v1/models", "data", "")]
    [InlineData("/olla/dmr/engines/v1/models", "data", "")]
    [InlineData("/olla/llama-cpp/v1/models", "data", "")]
    public async Task Lists_are_answered_from_what_was_discovered(string path, string array, string expected)
    {
        await using var fleet = await FleetAsync();
        var asked = fleet.Asked;
        using var list = JsonDocument.Parse(await fleet.Proxy.GetAsync(path));
        var names = list.RootElement.GetProperty(array).EnumerateArray().Select(model => model.GetProperty(array == "models" ? "name" : "id").GetString());
        Assert.Equal(expected, string.Join(' ', names));
        Assert.Equal(asked, fleet.Asked);
    }

    [Theory]
    [InlineData("/olla/models/llava-7b", HttpStatusCode.OK, "\"max_context_length\":4096")]
    [InlineData("/olla/models/org/qwen3:8b", HttpStatusCode.OK, "\"total_disk_size\":\"4.87 GB\"")]
    [InlineData("/olla/models/org%2FQWEN3%3A8b", HttpStatusCode.OK, "\"endpoints\":[\"o\"]")]
    [InlineData("/olla/models/nobody", HttpStatusCode.NotFound, "Model not found\n")]
    [InlineData("/olla/models/", HttpStatusCode.BadRequest, "Model id is missing")]
    [InlineData("/olla/models?format=xml", HttpStatusCode.BadRequest, "allowed: unified, openai, ollama")]
    [InlineData("/olla/models?available=maybe", HttpStatusCode.BadRequest, "allowed: true, false")]
    [InlineData("/olla/ollama/api/show", HttpStatusCode.NotImplemented, """{"error":"model show not supported in multi-instance proxy"}""")]
    [InlineData("/olla/ollama/api/pull", HttpStatusCode.NotImplemented, """{"error":"model management operations not supported by proxy"}""")]
    public async Task Single_models_and_slips_are_answered_in_words(string path, HttpStatusCode status, string expected)
    {
        await using var fleet = await FleetAsync();
        using var response = await fleet.Proxy.SendAsync(HttpMethod.Get, path);
        Assert.Equal(status, response.StatusCode);
        Assert.Contains(expected, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_unifier_the_inventory_stands_in_and_single_models_do_not_exist()
    {
        await using var fleet = await FleetAsync(unify: false);
        Assert.Contains("\"total_models\":2", await fleet.Proxy.GetAsync("/olla/models"), StringComparison.Ordinal);
        using var one = await fleet.Proxy.SendAsync(HttpMethod.Get, "/olla/models/llava-7b");
        using var scoped = await fleet.Proxy.SendAsync(HttpMethod.Get, "/olla/vllm/v1/models");
        Assert.Equal((HttpStatusCode.NotImplemented, HttpStatusCode.InternalServerError), (one.StatusCode, scoped.StatusCode));
    }

    private static async Task<ListedProxy> FleetAsync(bool unify = true)
    {
        var ollama = await Backend.StartAsync(Tags);
        var vllm = await Backend.StartAsync(Served);
        var options = ProxyFixture.OptionsFor(EngineKind.Olla, [ollama.Url, vllm.Url]);
        var endpoints = options.Discovery.Endpoints;
        return new ListedProxy(ollama, vllm, await ProxyFixture.StartAsync(options with
        {
            ModelRegistry = new ModelRegistryOptions { EnableUnifier = unify },
            Discovery = new DiscoveryOptions { Endpoints = [endpoints[0] with { Name = "o", Type = "ollama" }, endpoints[1] with { Name = "v", Type = "vllm" }] },
        }));
    }

    private sealed class ListedProxy(Backend ollama, Backend vllm, ProxyFixture proxy) : IAsyncDisposable
    {
        public ProxyFixture Proxy => proxy;
        public int Asked => ollama.Received.Count + vllm.Received.Count;

        public async ValueTask DisposeAsync()
        {
            await proxy.DisposeAsync();
            await ollama.DisposeAsync();
            await vllm.DisposeAsync();
        }
    }
}
