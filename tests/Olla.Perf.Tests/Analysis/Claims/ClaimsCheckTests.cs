using Olla.Perf.Analysis.Claims;
using Olla.Perf.Results;
using Olla.Perf.Scenarios;
using Olla.Perf.Tests.Simulation;

namespace Olla.Perf.Tests.Analysis.Claims;

/// <summary>Over a proxy whose truth is planted, each claim comes out as that truth demands.</summary>
public sealed class ClaimsCheckTests
{
    /// <summary>The simulated direct leg has half of every value: a TTFT of 40 ms under sherpa means 20 ms added.</summary>
    private static readonly PlantedTruth Truth = new(
        new Dictionary<string, double>
        {
            [Metric.TtftP50.Name] = 6,
            [Metric.CpuPerRequest.Name] = 900,
            [Metric.CpuPerEvent.Name] = 20,
            [Metric.RssMean.Name] = 80,
            [Metric.RssPeak.Name] = 90,
            [Metric.RssIdle.Name] = 48,
            [Metric.CpuCores.Name] = 0.1,
        },
        new Dictionary<(string, string), double>
        {
            [("proxy.engine=sherpa", Metric.CpuPerRequest.Name)] = 1.5,
            [("proxy.profile=standard&proxy.stream_buffer_size=4096", Metric.TtftP50.Name)] = 2,
            [("proxy.profile=standard&proxy.stream_buffer_size=8192", Metric.TtftP50.Name)] = 4,
            [("proxy.profile=standard&proxy.stream_buffer_size=16384", Metric.TtftP50.Name)] = 8,
            [("proxy.profile=standard&proxy.stream_buffer_size=65536", Metric.TtftP50.Name)] = 32,
        },
        Noise: 0.01,
        Drift: 0.01);

    [Theory]
    [InlineData("sherpa: latency overhead 1-5 ms", nameof(ClaimState.Holds))]
    [InlineData("olla: latency overhead below 1 ms", nameof(ClaimState.DoesNotHold))]
    [InlineData("sherpa: memory 50-100 MB", nameof(ClaimState.Holds))]
    [InlineData("olla: memory 100-200 MB", nameof(ClaimState.DoesNotHold))]
    [InlineData("olla has the higher throughput", nameof(ClaimState.Holds))]
    [InlineData("priority: lowest CPU usage, below least-connections", nameof(ClaimState.DoesNotHold))]
    [InlineData("olla: base 50MB", nameof(ClaimState.Holds))]
    [InlineData("the larger the buffer, the later the first token", nameof(ClaimState.Holds))]
    [InlineData("64KB: first token after about 150 ms", nameof(ClaimState.Holds))]
    [InlineData("memory good: below 200 MB", nameof(ClaimState.Holds))]
    [InlineData("per model 1KB", nameof(ClaimState.NotMeasurable))]
    [InlineData("10 endpoints: 120 checks a minute at 5s", nameof(ClaimState.Holds))]
    public async Task A_claim_comes_out_as_the_truth_demands(string claim, string state)
    {
        var rows = await RowsAsync();

        Assert.Equal(state, rows.Single(row => row.Claim == claim).State.ToString());
    }

    [Fact]
    public async Task Every_claim_has_a_reason_and_what_was_measured_has_a_figure()
    {
        var rows = await RowsAsync();

        Assert.All(rows, row => Assert.NotEmpty(row.Reason));
        Assert.All(rows.Where(row => row.State == ClaimState.DoesNotHold), row => Assert.NotEmpty(row.Measured));
        Assert.InRange(rows.Count, 30, 60);
    }

    private static async Task<IReadOnlyList<ClaimRow>> RowsAsync()
    {
        var scenario = ScenarioLoader.Load(Path.Combine(Repository.Root, "scenarios", "claims.yaml"));
        return new ClaimsCheck(await SimulatedRun.RunAsync(scenario, Truth, 2), "").Check();
    }
}
