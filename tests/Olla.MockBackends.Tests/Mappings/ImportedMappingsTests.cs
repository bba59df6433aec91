using System.Net;
using Olla.MockBackends.Hosting;
using Olla.MockBackends.Mappings;
using Olla.MockBackends.Streaming;

namespace Olla.MockBackends.Tests.Mappings;

public sealed class ImportedMappingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("olla-mock-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Mapping_files_of_wiremock_org_answer_beside_our_own()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "one.json"), """{"request":{"method":"GET","url":"/java"},"response":{"status":200,"body":"from java"}}""");
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "export.json"),
            """{"mappings":[{"id":"8c5db8b0-2db4-4ad7-a99f-38c9b00da3f7","request":{"method":"POST","urlPath":"/exported"},"response":{"status":201,"jsonBody":{"a":1},"headers":{"X-From":"export"}}}],"meta":{"total":1}}""");
        using var pacer = new Pacer();
        using var backend = MockBackend.Start(
            new MockBackendOptions { MappingsFolder = Path.Combine(AppContext.BaseDirectory, "mappings", "openai"), ImportFolder = _folder }, pacer);
        using var client = new HttpClient { BaseAddress = backend.Url };

        Assert.Equal("from java", await client.GetStringAsync("/java"));
        using var exported = await client.PostAsync("/exported", null);
        Assert.Equal((HttpStatusCode.Created, "export"), (exported.StatusCode, exported.Headers.GetValues("X-From").Single()));
        Assert.Contains("mock-model", await client.GetStringAsync("/v1/models"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"Request\":{}}", "wrong.json: no mapping of wiremock.org")]
    [InlineData("{\n\n{", "wrong.json:3: no valid JSON")]
    public void A_file_that_is_none_is_named(string text, string message) =>
        Assert.Contains(message, Assert.Throws<MappingException>(() => WireMockOrgFiles.Read(text, "wrong.json")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_file_renamed_over_another_takes_its_place_at_once()
    {
        var path = Path.Combine(_folder, "plain.json");
        await File.WriteAllTextAsync(path, Mapping("old"));
        using var backend = new TestBackend(folder: _folder);
        Assert.Equal("old", await backend.Client.GetStringAsync("/plain"));

        var saved = Path.Combine(_folder, "plain.json.swp");
        await File.WriteAllTextAsync(saved, Mapping("new"));
        File.Move(saved, path, overwrite: true);
        RenamedMappings.Move(backend.Backend.Server, saved, path);

        Assert.Equal("new", await backend.Client.GetStringAsync("/plain"));
        Assert.Single(backend.Backend.Server.MappingModels);
    }

    [Fact]
    public async Task A_file_renamed_away_takes_its_mapping_along()
    {
        var path = Path.Combine(_folder, "plain.json");
        await File.WriteAllTextAsync(path, Mapping("old"));
        using var backend = new TestBackend(folder: _folder);

        File.Move(path, path + ".off");
        RenamedMappings.Move(backend.Backend.Server, path, path + ".off");

        using var answer = await backend.Client.GetAsync("/plain");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_renamed_file_is_noticed_while_the_backend_runs()
    {
        var path = Path.Combine(_folder, "plain.json");
        await File.WriteAllTextAsync(path, Mapping("old"));
        using var backend = new TestBackend(folder: _folder);
        var noticed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new RenamedMappings(_folder, backend.Backend.Server, () => noticed.TrySetResult());

        await File.WriteAllTextAsync(path + ".swp", Mapping("new"));
        File.Move(path + ".swp", path, overwrite: true);

        await noticed.Task;
        Assert.Equal("new", await backend.Client.GetStringAsync("/plain"));
    }

    private static string Mapping(string body) => $$"""{"Request":{"Path":"/plain","Methods":["GET"]},"Response":{"Body":"{{body}}","StatusCode":200} }""";
}
