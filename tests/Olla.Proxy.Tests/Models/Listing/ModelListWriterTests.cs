using Olla.Proxy.Models.Listing;

namespace Olla.Proxy.Tests.Models.Listing;

public sealed class ModelListWriterTests
{
    private const string Created = "\"created\":1772424306";
    private const string Permission = """
        "permission":[{"id":"modelperm-olla-meta-llama-3-70b","object":"model_permission","created":1772424306,"allow_create_engine":false,"allow_sampling":true,"allow_logprobs":true,"allow_search_indices":false,"allow_view":true,"allow_fine_tuning":false,"organization":"*","group":null,"is_blocking":false}]
        """;

    private readonly ListedFleet _fleet = new();

    [Theory]
    [InlineData("openai", "farm", """{"object":"list","data":[{"id":"meta/llama-3-70b","object":"model",CREATED,"owned_by":"olla"},{"id":"qwen3:8b","object":"model",CREATED,"owned_by":"olla"}]}""")]
    [InlineData("unified", "gpu-a", """{"object":"list","data":[{"id":"qwen3:8b","object":"model",CREATED,"owned_by":"olla","olla":{"family":"qwen3","variant":"","parameter_size":"8.2b","quantization":"q4km","aliases":["qwen3:8b","Qwen3:8B"],"availability":[{"endpoint":"gpu-a","state":"available"},{"endpoint":"farm","state":"unknown"}],"capabilities":["extended-context","text-generation"],"max_context_length":40960}}]}""")]
    [InlineData("ollama", "gpu-a", """{"models":[{"name":"qwen3:8b","model":"qwen3:8b","modified_at":"2026-03-02T04:05:06Z","size":5225388164,"digest":"500a1f067a9f","details":{"family":"qwen3","parameter_size":"8.2b","quantization_level":"Q4_K_M"}}]}""")]
    [InlineData("ollama", "studio", """{"models":[]}""")]
    [InlineData("lmstudio", null, """{"object":"list","data":[{"id":"qwen2-vl","object":"model","type":"vlm","publisher":"community","arch":"qwen2vl","quantization":"Q8_0","state":"loaded","max_context_length":32768}]}""")]
    [InlineData("sglang", "studio", """{"object":"list","data":[{"id":"qwen2-vl","object":"model",CREATED,"owned_by":"qwen2","root":"qwen2-vl","max_model_len":32768,"supports_vision":true}]}""")]
    [InlineData("lemonade", "studio", """{"object":"list","data":[{"id":"qwen2-vl","object":"model",CREATED,"owned_by":"qwen2","checkpoint":"","recipe":"","downloaded":false}]}""")]
    [InlineData("llamacpp", "studio", """{"object":"list","data":[{"id":"qwen2-vl","object":"model",CREATED,"owned_by":"qwen2"}],"models":null}""")]
    [InlineData("docker-model-runner", "gpu-a", """{"object":"list","data":[{"id":"qwen3:8b","object":"model",CREATED,"owned_by":"docker"}]}""")]
    [InlineData("vllm-mlx", "gpu-a", """{"object":"list","data":[{"id":"qwen3:8b","object":"model",CREATED,"owned_by":"vllm-mlx"}]}""")]
    public void Each_format_has_its_own_fields(string format, string? endpoint, string expected)
    {
        var shape = ModelListShapes.Find(format)!.Value;
        var models = _fleet.Listing.Select(new ModelListQuery { Endpoint = endpoint });
        Assert.Equal(
            expected.Replace("CREATED", Created, StringComparison.Ordinal),
            ListedFleet.Json(json => ModelListWriter.Write(json, shape, models, ListedFleet.Now)));
    }

    [Theory]
    [InlineData("vllm", "\"root\":\"meta/llama-3-70b\",\"max_model_len\":8192,")]
    [InlineData("lmdeploy", "")]
    public void Permissions_are_written_where_clients_look_for_them(string format, string between)
    {
        var models = _fleet.Listing.Select(new ModelListQuery { Endpoint = "farm" });
        var written = ListedFleet.Json(json => ModelListWriter.Write(json, ModelListShapes.Find(format)!.Value, models, ListedFleet.Now));
        Assert.Contains(
            """{"id":"meta/llama-3-70b","object":"model",""" + Created + ",\"owned_by\":\"meta\"," + between + Permission, written, StringComparison.Ordinal);
    }

    [Fact]
    public void A_format_uses_the_name_that_its_own_backends_use()
    {
        var models = _fleet.Listing.Select(new ModelListQuery { Endpoint = "gpu-a" });
        Assert.Contains("\"id\":\"Qwen3:8B\"", ListedFleet.Json(json => ModelListWriter.Write(json, ListedShape.Vllm, models, ListedFleet.Now)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_messages_api_lists_names_with_first_and_last()
    {
        var models = _fleet.Listing.Select(new ModelListQuery { Endpoint = "farm" });
        Assert.Equal(
            """{"data":[{"type":"model","id":"meta/llama-3-70b","display_name":"meta/llama-3-70b","created_at":"2026-03-02T04:05:06Z"},{"type":"model","id":"qwen3:8b","display_name":"qwen3:8b","created_at":"2026-03-02T04:05:06Z"}],"has_more":false,"first_id":"meta/llama-3-70b","last_id":"qwen3:8b"}""",
            ListedFleet.Json(json => AnthropicModelListWriter.Write(json, models, ListedFleet.Now)));
        Assert.Equal("""{"data":[],"has_more":false,"first_id":null,"last_id":null}""", ListedFleet.Json(json => AnthropicModelListWriter.Write(json, [], ListedFleet.Now)));
    }

    [Fact]
    public void One_model_is_shown_with_all_that_is_known()
    {
        var model = _fleet.Listing.Find("QWEN3:8B")!;
        Assert.Equal(
            """{"id":"qwen3:8b","family":"qwen3","variant":"","parameter_size":"8.2b","parameter_count":8200000000,"quantization":"q4km","format":"gguf","total_disk_size":"4.87 GB","last_seen":"4m ago","max_context_length":40960,"aliases":["qwen3:8b","Qwen3:8B"],"capabilities":["extended-context","text-generation"],"endpoints":["gpu-a","farm"],"loaded_endpoints":[]}""",
            ListedFleet.Json(json => ModelDetailWriter.Write(json, model, "4.87 GB", "4m ago")));
    }
}
