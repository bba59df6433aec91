using Olla.Proxy.Models.Parsing;
using Olla.Proxy.Models.Unification;

namespace Olla.Proxy.Tests.Models.Unification;

public sealed class ModelFactReaderTests
{
    private static readonly ModelFactReader Reader = new(ModelRulesSource.BuiltIn);

    [Theory]
    [InlineData("llama3.1:8b", "llama", "3.1", "8b", "")]
    [InlineData("Meta-Llama-3-70B-Instruct", "llama", "3", "70b", "")]
    [InlineData("Qwen/Qwen3-8B", "qwen", "3", "8b", "")]
    [InlineData("qwen2.5-coder:1.5b-instruct-q4_K_M", "qwen", "2.5", "1.5b", "q4km")]
    [InlineData("deepseek-r1:14b", "deepseek", "r1", "14b", "")]
    [InlineData("codellama:7b", "codellama", "", "7b", "")]
    [InlineData("phi-4-mini", "phi", "4", "", "")]
    [InlineData("gemma-3-27b-it-Q8_0.gguf", "gemma", "3", "27b", "q8")]
    [InlineData("mixtral-8x7b", "mixtral", "", "", "")]
    [InlineData("gpt-oss:20b", "gpt", "oss", "20b", "")]
    [InlineData("default", "", "", "", "")]
    [InlineData("something-else", "", "", "", "")]
    public void A_name_tells_family_variant_size_and_quantisation(string name, string family, string variant, string size, string quantization)
    {
        var facts = Reader.Read(new DiscoveredModel { Name = name });
        Assert.Equal((family, variant, size, quantization), (facts.Family, facts.Variant, facts.ParameterSize, facts.Quantization));
    }

    [Theory]
    [InlineData("8B", "8b", 8_000_000_000)]
    [InlineData("23.6B", "23.6b", 23_600_000_000)]
    [InlineData("494M", "494m", 494_000_000)]
    [InlineData("1500M", "1.5b", 1_500_000_000)]
    [InlineData("8.03B", "8.03b", 8_030_000_000)]
    [InlineData("huge", "huge", 77)]
    public void Reported_sizes_are_brought_into_one_form_and_disk_size_stands_in(string reported, string size, long count)
    {
        var facts = Reader.Read(new DiscoveredModel { Name = "x", ParameterSize = reported, Size = 77 });
        Assert.Equal((size, count), (facts.ParameterSize, facts.ParameterCount));
    }

    [Fact]
    public void What_the_backend_reports_beats_what_the_name_says()
    {
        var facts = Reader.Read(new DiscoveredModel { Name = "llama3:8b-q4_0", Family = "qwen3", Quantization = "Q6_K", Publisher = "me", ParameterSize = "9B" });
        Assert.Equal(("qwen3", "", "q6k", "me", "9b"), (facts.Family, facts.Variant, facts.Quantization, facts.Publisher, facts.ParameterSize));
    }

    [Theory]
    [InlineData("acme/llama3", "acme")]
    [InlineData("llama3", "meta")]
    [InlineData("unheard-of", null)]
    public void A_publisher_is_the_organisation_in_the_name_or_that_of_the_family(string name, string? publisher) =>
        Assert.Equal(publisher, Reader.Read(new DiscoveredModel { Name = name }).Publisher);

    [Theory]
    [InlineData("x", null, 0, "text-generation")]
    [InlineData("x", "llm", 0, "chat completion text-generation")]
    [InlineData("x", "vlm", 0, "image-understanding multimodal text-generation vision")]
    [InlineData("x", "embeddings", 0, "embeddings similarity vector-search")]
    [InlineData("x", "embedding", 0, "embeddings similarity vector-search")]
    [InlineData("x", "vllm", 0, "text-generation")]
    [InlineData("llava:7b", null, 0, "image-understanding multimodal text-generation vision")]
    [InlineData("starcoder2", null, 0, "code-completion code-generation programming text-generation")]
    [InlineData("m-Instruct", null, 0, "chat instruction-following text-generation")]
    [InlineData("mathstral", null, 0, "mathematics problem-solving text-generation")]
    [InlineData("x", null, 32_000, "extended-context text-generation")]
    [InlineData("x", null, 100_000, "extended-context long-context text-generation")]
    [InlineData("x", null, 1_000_000, "extended-context long-context text-generation ultra-long-context")]
    public void Capabilities_come_from_type_name_and_context(string name, string? type, long context, string expected)
    {
        var facts = Reader.Read(new DiscoveredModel { Name = name, Type = type, MaxContextLength = context });
        Assert.Equal(expected, string.Join(' ', facts.Capabilities));
    }
}
