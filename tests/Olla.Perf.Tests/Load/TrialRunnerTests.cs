using System.Text.Json;
using Olla.Perf.Analysis.Measurement;
using Olla.Perf.Fleet;
using Olla.Perf.Load;
using Olla.Perf.Results;
using Olla.Perf.Results.Log;
using Olla.Perf.Scenarios;
using Olla.Perf.Sweeps;
using Olla.Perf.Tests.Simulation;
using static Olla.Perf.Tests.Load.Http.StreamBuilder;

namespace Olla.Perf.Tests.Load;

/// <summary>A trial from beginning to end, with a backend in this process that stands for the proxy as well.</summary>
public sealed class TrialRunnerTests(MockFixture mock) : IClassFixture<MockFixture>, IDisposable
{
    private static readonly JsonSerializerOptions _options = new()
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Candidate")]
    [InlineData("Direct")]
    public async Task A_trial_leaves_an_event_log_that_gives_its_measurement_again(string name)
    {
        var role = Enum.Parse<TrialRole>(name);
        var measured = await RunAsync(mock.Address, role, Environment.ProcessId);

        var log = TrialLogReader.Read(Path.Combine(_folder.Path, "t.arrow"));
        Assert.Equal(JsonSerializer.Serialize(measured, _options), JsonSerializer.Serialize(TrialAnalyzer.Measure(log), _options));
        Assert.Equal((20, name), (log.Header.Arrivals, log.Header.Role));
        Assert.Equal(20, log.Requests.Count(request => request is { Phase: >= 0, EventCount: 4 }));

        // Only with a proxy there is a process whose costs count, and whose runtime can be listened to.
        Assert.Equal(role == TrialRole.Candidate, measured.Values.ContainsKey(Metric.CpuPerRequest.Name));
        Assert.Equal(role == TrialRole.Candidate, log.Header.RuntimeEvents);
    }

    [Fact]
    public async Task A_backend_that_is_down_is_named_before_anything_is_started()
    {
        Uri address;
        await using (var gone = new ScriptedServer([Head]))
        {
            address = gone.Address;
        }

        var failure = await Assert.ThrowsAsync<TrialFailedException>(() => RunAsync(address, TrialRole.Candidate, 0));

        Assert.Contains($"backend 'one' cannot be reached at {address}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_that_answers_nothing_but_errors_is_quoted()
    {
        await using var broken = new ScriptedServer([WithLength("no healthy endpoints", "text/plain", 503)]);

        var failure = await Assert.ThrowsAsync<TrialFailedException>(() => RunAsync(broken.Address, TrialRole.Candidate, 0));

        Assert.Contains("the last ended as 'status_503' no healthy endpoints", failure.Message, StringComparison.Ordinal);
    }

    private async Task<TrialMeasurement> RunAsync(Uri backend, TrialRole role, int process)
    {
        var scenario = ScenarioLoader.Parse(
            $$"""
              name: small
              runtime_events: true
              fleet:
                endpoints:
                  - name: one
                    url: '{{backend}}'
              workload: {output_tokens: 4}
              load:
                warmup: 0s
                phases: [inject: {rate: 100, during: 200ms, arrival: constant}]
              """,
            "small.yaml");
        await using var runner = new TrialRunner(
            new FleetOptions { Foreign = new ForeignProxy(backend, [], process), WarmupRequests = 3, ReadyPatience = TimeSpan.Zero, WorkFolder = _folder.Path }, TimeProvider.System);
        var candidate = new Candidate { Id = "c1", Role = role, Settings = new Dictionary<string, string>() };
        return await runner.RunAsync(new TrialRequest("t", scenario, candidate, 1, 1, Path.Combine(_folder.Path, "t.arrow")), null, CancellationToken.None);
    }
}
