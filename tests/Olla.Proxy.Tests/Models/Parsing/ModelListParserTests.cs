using System.Globalization;
using System.Text;
using System.Text.Json;
using Olla.Proxy.Models.Parsing;
using Olla.Proxy.Providers;

namespace Olla.Proxy.Tests.Models.Parsing;

public sealed class ModelListParserTests
{
    private const string Served = """
        {"object":"list","data":[{"id":"org/m","object":"model","created":1700000000,"owned_by":"OWNER","root":"r","parent":"base","max_model_len":4096}]}
        """;

    [Theory]
    [InlineData(ModelListFormat.Vllm, "vllm", "type=vllm parent=base context=4096")]
    [InlineData(ModelListFormat.Vllm, "acme", "type=vllm parent=base publisher=acme context=4096")]
    [InlineData(ModelListFormat.VllmMlx, "vllm", "type=vllm-mlx format=mlx")]
    [InlineData(ModelListFormat.Sglang, "sglang", "type=sglang parent=base context=4096")]
    [InlineData(ModelListFormat.LlamaCpp, "llamacpp", "type=llamacpp format=gguf")]
    [InlineData(ModelListFormat.Lmdeploy, "lmdeploy", "type=lmdeploy parent=base")]
    [InlineData(ModelListFormat.DockerModelRunner, "docker", "type=docker-model-runner format=gguf")]
    [InlineData(ModelListFormat.OpenAi, "vllm", "type=model publisher=vllm context=4096")]
    internal void Each_provider_reads_its_own_fields_of_the_common_list(ModelListFormat format, string owner, string expected)
    {
        var model = Assert.Single(Parse(Served.Replace("OWNER", owner, StringComparison.Ordinal), format).Models);
        Assert.Equal("org/m modified=2023 " + expected, Describe(model));
    }

    [Fact]
    public void Ollama_lists_sizes_digests_and_details()
    {
        var list = Parse("""
            {"models":[{"name":"llama3.1:8b","model":"llama3.1:8b","size":4900000000,"digest":"46e0","modified_at":"2024-08-01T10:00:00.123456789-07:00",
              "details":{"parent_model":"p","format":"gguf","family":"llama","families":["llama"],"parameter_size":"8.0B","quantization_level":"Q4_K_M"}}]}
            """, ModelListFormat.Ollama);
        Assert.Equal(ModelListShape.Models, list.Shape);
        var model = Assert.Single(list.Models);
        Assert.Equal("llama3.1:8b modified=2024 size=4900000000 digest=46e0 parameters=8.0B quantization=Q4_K_M family=llama families=llama format=gguf parent=p", Describe(model));
    }

    [Fact]
    public void Lm_studio_tells_its_own_type_rather_than_the_object()
    {
        var list = Parse("""
            {"data":[{"id":"qwen2-vl-7b","object":"model","type":"vlm","publisher":"lmstudio-community","arch":"qwen2vl","compatibility_type":"gguf",
              "quantization":"Q4_K_M","state":"loaded","max_context_length":32768}]}
            """, ModelListFormat.LmStudio);
        Assert.True(list.TellsTypeAndState);
        Assert.Equal(
            "qwen2-vl-7b type=vlm quantization=Q4_K_M family=qwen2vl families=qwen2vl format=gguf parent=lmstudio-community publisher=lmstudio-community state=loaded context=32768",
            Describe(Assert.Single(list.Models)));
    }

    [Theory]
    [InlineData("oga-hybrid", "onnx")]
    [InlineData("llamacpp", "gguf")]
    [InlineData("flm", "gguf")]
    [InlineData("other", null)]
    public void Lemonade_tells_format_by_recipe_and_publisher_by_checkpoint(string recipe, string? format)
    {
        var model = Assert.Single(Parse($$"""{"data":[{"id":"m","owned_by":"lemonade","checkpoint":"amd/x:Q4","recipe":"{{recipe}}","downloaded":true}]}""", ModelListFormat.Lemonade).Models);
        Assert.Equal((format, "amd", "amd/x:Q4", recipe, "available"), (model.Format, model.Publisher, model.Checkpoint, model.Recipe, model.State));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"data":{}}""")]
    [InlineData("""{"error":"Unexpected endpoint"}""")]
    public void An_answer_without_a_list_lists_nothing_and_has_no_shape(string body)
    {
        var list = Parse(body, ModelListFormat.OpenAi);
        Assert.Empty(list.Models);
        Assert.Equal(ModelListShape.Unknown, list.Shape);
    }

    [Fact]
    public void Entries_without_a_name_and_fields_of_the_wrong_kind_are_passed_over()
    {
        var list = Parse("""{"data":[1,{"id":""},{"id":7},{"object":"model"},{"id":"good","created":-1,"owned_by":3,"max_model_len":"x"}]}""", ModelListFormat.OpenAi);
        Assert.Equal("good", Describe(Assert.Single(list.Models)));
    }

    [Theory]
    [InlineData("""{"models":[{"name":"a"}],"data":[{"id":"b"}]}""", ModelListFormat.LlamaCpp, "b", ModelListShape.Both)]
    [InlineData("""{"models":[{"name":"a"}],"data":[{"id":"b"}]}""", ModelListFormat.Ollama, "a", ModelListShape.Both)]
    [InlineData("""{"data":[{"id":"b"}]}""", ModelListFormat.Ollama, "b", ModelListShape.Data)]
    [InlineData("""{"models":[{"name":"a"}]}""", ModelListFormat.OpenAi, "a", ModelListShape.Models)]
    internal void The_list_of_another_path_is_read_for_what_it_is(string body, ModelListFormat format, string name, ModelListShape shape)
    {
        var list = Parse(body, format);
        Assert.Equal((name, shape), (Assert.Single(list.Models).Name, list.Shape));
    }

    [Fact]
    public void Broken_json_is_an_error() => Assert.ThrowsAny<JsonException>(() => Parse("""{"data":[""", ModelListFormat.OpenAi));

    private static ParsedModelList Parse(string body, ModelListFormat format) => ModelListParser.Parse(Encoding.UTF8.GetBytes(body), format);

    private static string Describe(DiscoveredModel model)
    {
        (string Label, object? Value)[] fields =
        [
            ("type", model.Type), ("modified", model.ModifiedAt?.Year), ("size", model.Size == 0 ? null : model.Size), ("digest", model.Digest), ("parameters", model.ParameterSize),
            ("quantization", model.Quantization), ("family", model.Family), ("families", model.Families.IsEmpty ? null : string.Join('+', model.Families)), ("format", model.Format),
            ("parent", model.ParentModel), ("publisher", model.Publisher), ("state", model.State), ("context", model.MaxContextLength == 0 ? null : model.MaxContextLength),
        ];
        var modified = fields.Where(field => field.Label == "modified").Concat(fields.Where(field => field.Label != "modified"));
        return string.Join(' ', modified.Where(field => field.Value is not null)
            .Select(field => string.Create(CultureInfo.InvariantCulture, $"{field.Label}={field.Value}")).Prepend(model.Name));
    }
}
