using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Olla.MockBackends.Hosting;
using Olla.MockBackends.Model;
using Olla.MockBackends.Streaming;
using WireMock.Admin.Mappings;
using WireMock.Admin.Requests;

namespace Olla.MockBackends.Tests.Mappings;

/// <summary>
/// The life of a mapping through the admin API, with the models that WireMock.Net's own client sends and reads, and the paths that it asks.
/// </summary>
public sealed class AdminApiTests : IDisposable
{
    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PropertyNameCaseInsensitive = true };

    private readonly Pacer _pacer = new();
    private readonly MockBackend _backend;
    private readonly HttpClient _client;

    public AdminApiTests()
    {
        _backend = MockBackend.Start(
            new MockBackendOptions { MappingsFolder = Path.Combine(AppContext.BaseDirectory, "mappings", "openai"), Settings = LlmSettingsParser.Parse(""), Models = ["m"], Journal = 20 }, _pacer);
        _client = new HttpClient { BaseAddress = _backend.Url };
    }

    public void Dispose()
    {
        _client.Dispose();
        _backend.Dispose();
        _pacer.Dispose();
    }

    [Fact]
    public async Task A_mapping_is_made_found_changed_and_deleted()
    {
        var guid = Guid.NewGuid();
        var shipped = (await ReadAsync<MappingModel[]>("/__admin/mappings")).Length;

        Assert.Equal(HttpStatusCode.Created, await SendAsync(HttpMethod.Post, "/__admin/mappings", Mapping(guid, "first")));
        Assert.Equal("first", await _client.GetStringAsync("/made"));
        Assert.Equal(shipped + 1, (await ReadAsync<MappingModel[]>("/__admin/mappings")).Length);
        Assert.Equal("first", (await ReadAsync<MappingModel>($"/__admin/mappings/{guid}")).Response!.Body);

        Assert.Equal(HttpStatusCode.OK, await SendAsync(HttpMethod.Put, $"/__admin/mappings/{guid}", Mapping(guid, "second")));
        Assert.Equal("second", await _client.GetStringAsync("/made"));

        Assert.Equal(HttpStatusCode.OK, await SendAsync(HttpMethod.Delete, $"/__admin/mappings/{guid}"));
        using var gone = await _client.GetAsync("/made");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task The_journal_has_what_was_asked_until_it_is_cleared()
    {
        await SendAsync(HttpMethod.Post, "/__admin/mappings", Mapping(Guid.NewGuid(), "made"));
        await _client.GetStringAsync("/made");

        var entry = Assert.Single(await ReadAsync<LogEntryModel[]>("/__admin/requests"), one => one.Request!.Path == "/made");
        Assert.Equal("GET", entry.Request!.Method);

        Assert.Equal(HttpStatusCode.OK, await SendAsync(HttpMethod.Delete, "/__admin/requests"));
        Assert.DoesNotContain(await ReadAsync<LogEntryModel[]>("/__admin/requests"), one => one.Request!.Path == "/made");
    }

    [Fact]
    public async Task A_scenario_is_listed_with_its_state_and_begins_anew_when_it_is_reset()
    {
        await SendAsync(HttpMethod.Post, "/__admin/mappings", Mapping(Guid.NewGuid(), "closed", setStateTo: "open"));
        await SendAsync(HttpMethod.Post, "/__admin/mappings", Mapping(Guid.NewGuid(), "open", whenStateIs: "open"));

        Assert.Equal("closed", await _client.GetStringAsync("/made"));
        using var scenarios = JsonDocument.Parse(await _client.GetStringAsync("/__admin/scenarios"));
        var door = Assert.Single(scenarios.RootElement.EnumerateArray());
        Assert.Equal(("door", "open"), (door.GetProperty("Name").GetString(), door.GetProperty("NextState").GetString()));
        Assert.Equal("open", await _client.GetStringAsync("/made"));

        Assert.Equal(HttpStatusCode.OK, await SendAsync(HttpMethod.Post, "/__admin/scenarios/reset"));
        Assert.Equal("closed", await _client.GetStringAsync("/made"));
    }

    private static MappingModel Mapping(Guid guid, string body, string? setStateTo = null, string? whenStateIs = null) => new()
    {
        Scenario = setStateTo is null && whenStateIs is null ? null : "door",
        SetStateTo = setStateTo,
        WhenStateIs = whenStateIs,
        Guid = guid,
        Priority = -1,
        Request = new RequestModel { Path = "/made", Methods = ["GET"] },
        Response = new ResponseModel { StatusCode = 200, Body = body },
    };

    private async Task<HttpStatusCode> SendAsync(HttpMethod method, string path, MappingModel? mapping = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (mapping is not null)
        {
            request.Content = new StringContent(JsonSerializer.Serialize(mapping, Json), Encoding.UTF8, "application/json");
        }

        using var response = await _client.SendAsync(request);
        return response.StatusCode;
    }

    private async Task<T> ReadAsync<T>(string path) => JsonSerializer.Deserialize<T>(await _client.GetStringAsync(path), Json)!;
}
