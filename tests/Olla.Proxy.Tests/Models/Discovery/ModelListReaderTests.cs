using Olla.Configuration;
using Olla.Proxy.Models.Discovery;
using Olla.Proxy.Providers;

namespace Olla.Proxy.Tests.Models.Discovery;

public sealed class ModelListReaderTests
{
    private const string OpenAi = """{"object":"list","data":[{"id":"m","object":"model","owned_by":"OWNER"}]}""";
    private const string Tags = """{"models":[{"name":"m"}]}""";
    private const string LmStudio = """{"data":[{"id":"m","type":"llm","state":"loaded"}]}""";

    [Theory]
    [InlineData("/api/tags", Tags, null, "ollama")]
    [InlineData("/api/tags", """{"models":[]}""", null, "ollama")]
    [InlineData("/api/tags", Tags, "llama.cpp", "llamacpp")]
    [InlineData("/api/v0/models", LmStudio, null, "lm-studio")]
    [InlineData("/api/v0/models", """{"data":[]}""", null, "lm-studio")]
    [InlineData("/v1/models", """{"models":[{"name":"m"}],"data":[{"id":"m"}]}""", null, "llamacpp")]
    [InlineData("/v1/models", """{"data":[{"id":"m","owned_by":"vllm"}]}""", null, "vllm")]
    [InlineData("/v1/models", """{"data":[{"id":"m","owned_by":"sglang"}]}""", null, "sglang")]
    [InlineData("/v1/models", """{"data":[{"id":"m","owned_by":"omlx"}]}""", null, "omlx")]
    [InlineData("/v1/models", """{"data":[{"id":"m","owned_by":"someone"}]}""", null, "openai-compatible")]
    [InlineData("/v1/models", OpenAi, "llama.cpp", "llamacpp")]
    [InlineData("/api/v1/models", OpenAi, null, "lemonade")]
    [InlineData("/engines/v1/models", OpenAi, null, "docker-model-runner")]
    public async Task An_auto_endpoint_is_recognised_by_the_list_it_has(string path, string body, string? server, string expected)
    {
        var reading = await new ModelListReader(ProviderCatalog.BuiltIn, new ScriptedLists().Answer("http://h" + path, body, server: server))
            .ReadAsync(Auto(), null, default);
        Assert.Equal((ModelListOutcome.Read, expected), (reading.Outcome, reading.Type));
    }

    [Fact]
    public async Task A_server_that_answers_unknown_paths_with_an_error_object_is_not_mistaken()
    {
        var client = new ScriptedLists().Answer("http://h/api/tags", """{"error":"Unexpected endpoint or method. (GET /api/tags)"}""").Answer("http://h/api/v0/models", LmStudio);
        var reading = await new ModelListReader(ProviderCatalog.BuiltIn, client).ReadAsync(Auto(), null, default);
        Assert.Equal("lm-studio", reading.Type);
        Assert.Equal("m", Assert.Single(reading.Models).Name);
    }

    [Fact]
    public async Task A_header_that_only_one_provider_sends_decides()
    {
        var client = new ScriptedLists().Answer("http://h/v1/models", OpenAi, headers: "x-litellm-version");
        Assert.Equal("litellm", (await new ModelListReader(ProviderCatalog.BuiltIn, client).ReadAsync(Auto(), null, default)).Type);
    }

    [Fact]
    public async Task A_recognised_endpoint_is_asked_at_its_own_path_only_until_that_fails()
    {
        var client = new ScriptedLists().Answer("http://h/v1/models", OpenAi.Replace("OWNER", "vllm", StringComparison.Ordinal));
        var reader = new ModelListReader(ProviderCatalog.BuiltIn, client);
        Assert.Equal("vllm", (await reader.ReadAsync(Auto(), "vllm", default)).Type);
        Assert.Equal("http://h/v1/models", Assert.Single(client.Asked));
        client.Answer("http://h/v1/models", "", status: 404).Answer("http://h/api/tags", Tags);
        Assert.Equal("ollama", (await reader.ReadAsync(Auto(), "vllm", default)).Type);
    }

    [Fact]
    public async Task A_model_url_of_its_own_is_the_only_one_asked()
    {
        var client = new ScriptedLists().Answer("http://h/lists/here", Tags);
        var reading = await new ModelListReader(ProviderCatalog.BuiltIn, client).ReadAsync(Auto("/lists/here"), null, default);
        Assert.Equal(("ollama", 1), (reading.Type, client.Asked.Count));
    }

    [Theory]
    [InlineData(404, ModelListOutcome.Refused)]
    [InlineData(401, ModelListOutcome.Refused)]
    [InlineData(500, ModelListOutcome.Failed)]
    [InlineData(204, ModelListOutcome.Failed)]
    internal async Task Only_status_200_lists_models_and_a_4xx_is_final(int status, ModelListOutcome expected)
    {
        var client = new ScriptedLists().Answer("http://h/api/tags", Tags, status);
        var reading = await new ModelListReader(ProviderCatalog.BuiltIn, client).ReadAsync(Of("ollama"), null, default);
        Assert.Equal(expected, reading.Outcome);
        Assert.Contains(status.ToString(System.Globalization.CultureInfo.InvariantCulture), reading.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nonsense_and_no_answer_are_failures_worth_another_try()
    {
        var client = new ScriptedLists().Answer("http://h/api/tags", "<html>").Fail("http://h/v1/models");
        var reader = new ModelListReader(ProviderCatalog.BuiltIn, client);
        Assert.Equal(ModelListOutcome.Failed, (await reader.ReadAsync(Of("ollama"), null, default)).Outcome);
        Assert.Equal("connection refused", (await reader.ReadAsync(Of("vllm"), null, default)).Error);
    }

    [Fact]
    public async Task An_endpoint_that_refuses_every_path_is_refused_and_one_without_an_answer_has_failed()
    {
        var client = new ScriptedLists();
        var reader = new ModelListReader(ProviderCatalog.BuiltIn, client);
        Assert.Equal(ModelListOutcome.Refused, (await reader.ReadAsync(Auto(), null, default)).Outcome);
        client.Fail("http://h/v1/models");
        Assert.Equal(ModelListOutcome.Failed, (await reader.ReadAsync(Auto(), null, default)).Outcome);
    }

    private static Endpoint Auto(string? modelUrl = null) => Of("auto", modelUrl);

    private static Endpoint Of(string type, string? modelUrl = null) =>
        new(new EndpointOptions { Name = "x", Url = new Uri("http://h"), Type = type, ModelUrl = modelUrl }, 0);
}
