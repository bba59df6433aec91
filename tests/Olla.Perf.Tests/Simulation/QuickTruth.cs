using Olla.Perf.Results;
using Olla.Perf.Scenarios;

namespace Olla.Perf.Tests.Simulation;

/// <summary>A simulated proxy that behaves as the quick scenario expects of the real one.</summary>
internal static class QuickTruth
{
    public static readonly Scenario Scenario = ScenarioLoader.Parse(
        """
        name: quick-simulated
        description: Engine, profile, buffer and balancer over a simulated proxy
        seed: 3
        fleet: {mocks: [{name: one}]}
        load: {phases: [{inject: {rate: 10, during: 1s}}]}
        dimensions:
          proxy.engine: [sherpa, olla]
          proxy.profile: [streaming, standard]
          proxy.stream_buffer_size: [2048, 65536]
          proxy.load_balancer: [round-robin, least-connections]
        configuration: {logging: {level: warn}}
        budget: {blocks: 5}
        """,
        "quick-simulated.yaml");

    public static readonly PlantedTruth Truth = new(
        new Dictionary<string, double>
        {
            [Metric.TtftP50.Name] = 21,
            [Metric.TtftP90.Name] = 23,
            [Metric.TransitP50.Name] = 90,
            [Metric.ItlP50.Name] = 5,
            [Metric.RequestsPerSecond.Name] = 100,
            [Metric.CpuPerRequest.Name] = 1100,
            [Metric.CpuPerEvent.Name] = 22,
            [Metric.RssMean.Name] = 70,
            [Metric.RssPeak.Name] = 75,
        },
        new Dictionary<(string, string), double>
        {
            [("proxy.profile=standard", Metric.TtftP50.Name)] = 5,
            [("proxy.profile=standard", Metric.TtftP90.Name)] = 5,
            [("proxy.profile=standard", Metric.TransitP50.Name)] = 400,
            [("proxy.profile=standard", Metric.CpuPerRequest.Name)] = 0.7,
            [("proxy.profile=standard", Metric.CpuPerEvent.Name)] = 0.7,
            [("proxy.engine=sherpa", Metric.CpuPerRequest.Name)] = 1.3,
            [("proxy.engine=sherpa", Metric.CpuPerEvent.Name)] = 1.3,
            [("proxy.engine=sherpa", Metric.RssMean.Name)] = 0.85,
            [("proxy.engine=sherpa", Metric.RssPeak.Name)] = 0.85,
            [("proxy.profile=standard&proxy.stream_buffer_size=65536", Metric.TtftP50.Name)] = 3,
        },
        Noise: 0.015,
        Drift: 0.05);
}
