using System.Text;
using Olla.LlmApi;
using Olla.MockBackends.Model;
using Olla.MockBackends.Streaming;

namespace Olla.MockBackends.Hosting;

/// <summary>
/// Runs every kind of answer once through a backend of its own, so that the first measured request does not pay for compilation. The
/// user's mappings, scenarios and counters are not touched.
/// </summary>
internal static class WarmUp
{
    private const int Rounds = 40;

    /// <summary>Warms the code path of the provider's mappings.</summary>
    public static async Task RunAsync(string mappingsFolder, Pacer pacer, CancellationToken cancellation)
    {
        using var backend = MockBackend.Start(new MockBackendOptions { Name = "warm-up", MappingsFolder = mappingsFolder, Settings = new LlmSettings { Slots = 0, Faults = [], UnknownModel = UnknownModel.Answered } }, pacer);
        using var client = new HttpClient { BaseAddress = backend.Url };
        foreach (var dialect in Enum.GetValues<Dialect>())
        {
            // Nobody asks for what the mappings do not answer.
            for (var round = 0; round < Rounds && await AskAsync(client, dialect, round % 4 != 0, cancellation); round++)
            {
            }
        }
    }

    private static async Task<bool> AskAsync(HttpClient client, Dialect dialect, bool stream, CancellationToken cancellation)
    {
        var body = $"{{\"model\":\"m\",\"messages\":[{{\"role\":\"user\",\"content\":\"hi\"}}],\"prompt\":\"hi\",\"input\":\"hi\",\"stream\":{(stream ? "true" : "false")},"
            + "\"user\":\"ttft_ms=1;interval_us=100;tokens=8\"}";
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri(dialect.Path(), UriKind.Relative), content, cancellation);
        await response.Content.ReadAsByteArrayAsync(cancellation);
        return response.IsSuccessStatusCode;
    }
}
