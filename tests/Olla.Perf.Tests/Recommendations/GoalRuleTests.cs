using Olla.Perf.Analysis;
using Olla.Perf.Recommendations;
using Olla.Perf.Scenarios;
using Olla.Perf.Tests.Simulation;

namespace Olla.Perf.Tests.Recommendations;

public sealed class GoalRuleTests
{
    /// <summary>The buffer was turned under <c>standard</c> only, where it triples the first token; the default profile is another one.</summary>
    [Theory]
    [InlineData("[streaming, standard]", "")]
    [InlineData("[auto, standard]", "")]
    [InlineData("[standard]", "proxy.stream_buffer_size=2048")]
    public async Task A_knob_that_was_turned_only_where_another_key_had_a_special_value_is_recommended_only_there(string profiles, string expected)
    {
        var scenario = ScenarioLoader.Parse(
            $$$"""
            name: conditional
            fleet: {mocks: [{name: one}]}
            load: {phases: [{inject: {rate: 10, during: 1s}}]}
            dimensions:
              proxy.profile: {{{profiles}}}
              proxy.stream_buffer_size:
                values: [2048, 65536]
                when: {proxy.profile: standard}
            budget: {blocks: 8}
            """,
            "conditional.yaml");
        var data = await SimulatedRun.RunAsync(scenario, QuickTruth.Truth, 5);

        var recommendation = new GoalRule(data, new NoiseFloor(data), Goal.Find("low-latency")).Recommend([]);

        Assert.Equal(expected, string.Join(' ', recommendation.Settings.Select(pair => $"{pair.Key}={pair.Value}")));
    }
}
