using Olla.Configuration;
using Olla.Perf.Analysis;
using Olla.Perf.Recommendations;
using Olla.Perf.Results;
using Olla.Perf.Results.Store;
using Olla.Perf.Scenarios;
using Olla.Perf.Tests.Simulation;

namespace Olla.Perf.Tests.Recommendations;

public sealed class RecommendationFileTests
{
    private static readonly RunFacts Facts = new("20260101-000000-planted", "amd-epyc-2c", "AMD EPYC", "0.1.0", DateTimeOffset.UnixEpoch);

    /// <summary>The shipped control of the tuner: a key of one endpoint, among mocks that have no address to write down.</summary>
    [Fact]
    public async Task A_key_of_an_endpoint_is_recommended_in_a_file_that_loads_and_says_where_addresses_belong()
    {
        var scenario = ScenarioLoader.Load(Path.Combine(Repository.Root, "scenarios", "planted.yaml"));
        var data = await SimulatedRun.RunAsync(scenario, Truth, 3);
        var recommendation = new GoalRule(data, new NoiseFloor(data), Goal.Find("low-latency")).Recommend([]);

        var text = RecommendationFile.ToText(recommendation, scenario, Facts);

        var endpoints = ConfigurationLoader.Load(ConfigurationRequest.ForText("r.yaml", text)).Options.Discovery.Endpoints;
        Assert.Equal([("slow", 50), ("quick", 100)], endpoints.Select(endpoint => (endpoint.Name, endpoint.Priority)));
        Assert.Contains("# Stands for the mock slow: put your backend's address here.", text, StringComparison.Ordinal);
    }

    private static PlantedTruth Truth { get; } = new(
        new Dictionary<string, double>
        {
            [Metric.TtftP50.Name] = 51,
            [Metric.TtftP90.Name] = 53,
            [Metric.ItlP50.Name] = 5,
            [Metric.TransitP50.Name] = 200,
            [Metric.RequestsPerSecond.Name] = 60,
        },
        new Dictionary<(string, string), double>
        {
            [("discovery.static.endpoints[0].priority=50", Metric.TtftP50.Name)] = 0.8,
            [("discovery.static.endpoints[0].priority=50", Metric.TtftP90.Name)] = 0.8,
        },
        Noise: 0.015,
        Drift: 0.05);
}
