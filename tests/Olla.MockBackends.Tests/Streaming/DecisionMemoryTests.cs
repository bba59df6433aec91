using System.Text;
using Olla.LlmApi;
using Olla.LlmApi.Streaming;

namespace Olla.MockBackends.Tests.Streaming;

public sealed class DecisionMemoryTests
{
    private const string Chat = """
        { "Request": { "Path": "/v1/chat/completions", "Methods": ["POST"] }, "Priority": 5,
          "Response": { "StatusCode": 200, "Headers": { "X-Kept": "yes" }, "Body": "one two three" }, "llm": {} }
        """;

    [Fact]
    public async Task A_remembered_answer_is_the_same_as_the_first()
    {
        using var backend = new TestBackend(folder: Folder(Chat));
        Assert.Equal("yes one two three ", await AskAsync(backend));
        Assert.Equal("yes one two three ", await AskAsync(backend));
        Assert.Equal(1, backend.Backend.Decisions.Count);
    }

    [Theory]
    [InlineData("""{ "Request": { "Path": "/v1/chat/completions", "Headers": [{ "Name": "X-Special", "Matchers": [{ "Name": "WildcardMatcher", "Pattern": "*" }] }] }, "Priority": 1, "Response": { "StatusCode": 418 } }""")]
    [InlineData("""{ "Request": { "Path": "/other*", "Body": { "Matcher": { "Name": "WildcardMatcher", "Pattern": "*" } } }, "Response": { "StatusCode": 418 } }""")]
    [InlineData("""{ "Request": { "Path": "/v1/chat/completions" }, "Scenario": "s", "WhenStateIs": "never", "Response": { "StatusCode": 418 } }""")]
    public async Task Nothing_is_remembered_while_another_mapping_may_look_closer(string other)
    {
        using var backend = new TestBackend(folder: Folder(Chat, other));
        await AskAsync(backend);
        Assert.Equal(0, backend.Backend.Decisions.Count);
    }

    [Fact]
    public async Task Mappings_of_other_paths_are_no_hindrance()
    {
        const string elsewhere = """
            { "Request": { "Path": { "Matchers": [{ "Name": "ExactMatcher", "Pattern": "/x" }] }, "Headers": [{ "Name": "A", "Matchers": [{ "Name": "ExactMatcher", "Pattern": "b" }] }] },
              "Response": { "StatusCode": 418 } }
            """;
        using var backend = new TestBackend(folder: Folder(Chat, elsewhere));
        await AskAsync(backend);
        Assert.Equal(1, backend.Backend.Decisions.Count);
    }

    [Fact]
    public async Task A_request_with_a_query_is_always_decided_anew()
    {
        const string withQuery = """
            { "Request": { "Path": "/v1/chat/completions", "Params": [{ "Name": "a", "Matchers": [{ "Name": "ExactMatcher", "Pattern": "b" }] }] }, "Priority": 1,
              "Response": { "StatusCode": 418 } }
            """;
        using var backend = new TestBackend(folder: Folder(Chat, withQuery));
        await AskAsync(backend);
        using var response = await backend.PostAsync("/v1/chat/completions?a=b", TestBackend.Body(Dialect.OpenAiChat));
        Assert.Equal(418, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_change_through_the_admin_api_counts_at_once()
    {
        using var backend = new TestBackend(folder: Folder(Chat));
        await AskAsync(backend);
        using var added = await backend.PostAsync("/__admin/mappings", """{ "Request": { "Path": "/v1/chat/completions" }, "Priority": 1, "Response": { "StatusCode": 418 } }""");
        Assert.True(added.IsSuccessStatusCode);
        using var response = await backend.PostAsync("/v1/chat/completions", TestBackend.Body(Dialect.OpenAiChat));
        Assert.Equal(418, (int)response.StatusCode);
    }

    private static async Task<string> AskAsync(TestBackend backend)
    {
        using var response = await backend.PostAsync("/v1/chat/completions", TestBackend.Body(Dialect.OpenAiChat));
        Assert.True(StreamedPartReader.TryRead(await response.Content.ReadAsByteArrayAsync(), out var part));
        return response.Headers.GetValues("X-Kept").Single() + " " + part.GetText();
    }

    private static string Folder(params string[] mappings)
    {
        var folder = Directory.CreateTempSubdirectory("olla-mock-").FullName;
        for (var i = 0; i < mappings.Length; i++)
        {
            File.WriteAllText(Path.Combine(folder, $"{i}.json"), mappings[i], Encoding.UTF8);
        }

        return folder;
    }
}
