using Olla.Perf.Scenarios;

namespace Olla.Perf.Tests.Scenarios;

public sealed class ScenarioLoaderTests
{
    private const string Least = """
        name: small
        fleet: {mocks: [{name: one}]}
        load: {phases: [{inject: {rate: 10, during: 1s}}]}
        """;

    [Fact]
    public void A_scenario_with_only_what_is_needed_gets_the_documented_defaults()
    {
        var scenario = ScenarioLoader.Parse(Least, "small.yaml");

        Assert.Equal("small", scenario.Name);
        Assert.Equal("openai-chat", scenario.Workload.Dialect);
        Assert.Equal(new DistributionPlan("constant", 20, 0), scenario.Fleet.Mocks.Single().TimeToFirstToken);
        Assert.Equal("poisson", scenario.Load.Phases.Single().Arrival);
        Assert.Equal(4, scenario.Budget.Blocks);
        Assert.Equal(5, scenario.Goals.Count);
    }

    [Fact]
    public void Every_key_of_a_full_scenario_is_bound()
    {
        var scenario = ScenarioLoader.Parse(
            """
            name: full
            description: all keys
            seed: 77
            fleet:
              mocks:
                - {name: fast, provider: ollama, slots: 4, count: 2, ttft: "lognormal(mean=20ms, cv=0.5)", itl: {kind: gamma, mean: 5ms, cv: 1}}
            workload: {dialect: ollama-chat, stream: false, model: m, prompt_tokens: 9, output_tokens: 100, timeout: 3s}
            load:
              warmup: 500ms
              phases:
                - ramping_inject: {rate: 80, interval: 500ms, arrival: constant, during: 1m30s}
                - inject_random: {min_rate: 5, max_rate: 9, during: 1s}
                - keep_constant: {copies: 12, think_time: 10ms, during: 2s}
                - pause: {during: 1s}
            configuration:
              server: {rate_limits: {per_ip_requests_per_minute: 0}}
            dimensions:
              proxy.engine: [sherpa, olla]
              proxy.stream_buffer_size: {from: 2048, to: 65536, steps: 6, scale: log}
            slo: {ttft: 100ms, itl: 20ms, e2e: 2s}
            budget: {blocks: 3, time: 4m}
            goals: [low-cpu]
            equivalence_margin: 3%
            """,
            "full.yaml");

        Assert.Equal(77UL, scenario.Seed);
        Assert.Equal(["fast-1", "fast-2"], scenario.Fleet.Mocks.Select(mock => mock.Name));
        Assert.Equal(new DistributionPlan("gamma", 5, 1), scenario.Fleet.Mocks[1].InterTokenTime);
        Assert.Equal(4, scenario.Fleet.Mocks[0].Slots);
        Assert.False(scenario.Workload.Stream);
        Assert.Equal(TimeSpan.FromSeconds(90), scenario.Load.Phases[0].During);
        Assert.Equal(TimeSpan.FromMilliseconds(500), scenario.Load.Phases[0].Interval);
        Assert.Equal((5, 9), (scenario.Load.Phases[1].MinRate, scenario.Load.Phases[1].Rate));
        Assert.Equal(12, scenario.Load.Phases[2].Copies);
        Assert.Equal("0", scenario.ProxyBase["server.rate_limits.per_ip_requests_per_minute"]);
        Assert.Equal(["2048", "4096", "8192", "16384", "32768", "65536"], scenario.Dimensions[1].Values);
        Assert.Equal(TimeSpan.FromMilliseconds(20), scenario.Slo.InterTokenLatency);
        Assert.Equal((3, TimeSpan.FromMinutes(4)), (scenario.Budget.Blocks, scenario.Budget.Time));
        Assert.Equal(["low-cpu"], scenario.Goals);
        Assert.Equal(0.03, scenario.EquivalenceMargin);
    }

    [Theory]
    [InlineData("sede: 3", "s.yaml:4: unknown key \"sede\"", "did you mean \"seed\"?")]
    [InlineData("seed: soon", "s.yaml:4: seed: \"soon\" is not allowed", "whole number")]
    [InlineData("dimensions: {proxy.engine: []}", "s.yaml:4: dimensions.proxy.engine is empty", "at least one value")]
    [InlineData("dimensions:\n  proxy.engine:", "s.yaml:5: dimensions.proxy.engine is empty", "list of values")]
    [InlineData("dimensions: {proxy.engine: [olla, olla]}", "the value \"olla\" is given twice", "")]
    [InlineData("dimensions: {proxi.engine: [olla]}", "s.yaml:4: \"proxi.engine\" is no key of the proxy", "did you mean \"proxy")]
    [InlineData("workload: {dialect: openai-chta}", "s.yaml:4: workload.dialect: \"openai-chta\" is not allowed", "did you mean \"openai-chat\"?")]
    [InlineData("workload: {timeout: 30}", "s.yaml:4: workload.timeout: \"30\" is not allowed", "500ms, 2s")]
    [InlineData("workload: {output_tokens: normal(mean=2)}", "is not a distribution", "lognormal(mean=64, cv=0.5)")]
    [InlineData("budget: {blocks: 0}", "s.yaml:4: budget.blocks: \"0\" is not allowed", "from 1 to 10000")]
    [InlineData("budget: [1]", "s.yaml:4: budget: a map of keys is wanted here", "")]
    [InlineData("goals: [low-latencey]", "s.yaml:4: goals: \"low-latencey\" is no goal", "did you mean \"low-latency\"?")]
    [InlineData("equivalence_margin: 90%", "equivalence_margin: \"90%\" is not allowed", "0.001 to 0.5")]
    [InlineData("dimensions: {proxy.stream_buffer_size: {from: 9, to: 2}}", "a range wants from < to", "")]
    public void A_slip_is_answered_with_place_allowed_values_and_the_nearest_match(string line, string place, string help)
    {
        var error = Assert.Throws<ScenarioException>(() => ScenarioLoader.Parse(Least + "\n" + line, "s.yaml"));

        Assert.Contains(place, error.Message, StringComparison.Ordinal);
        Assert.Contains(help, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_are_reported_at_once_in_the_order_of_the_file()
    {
        var error = Assert.Throws<ScenarioException>(() => ScenarioLoader.Parse(
            """
            name: two words
            fleet: {mocks: [{nam: one}]}
            load: {phases: [{injekt: {rate: 1, during: 1s}}]}
            """,
            "s.yaml"));

        Assert.Equal([1, 2, 2, 3, 3], error.Problems.Select(problem => problem.Line).Order());
        Assert.Contains("did you mean \"inject\"?", error.Message, StringComparison.Ordinal);
        Assert.Contains("did you mean \"name\"?", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: [1", "not valid YAML")]
    [InlineData("- a", "a scenario is a map of keys")]
    [InlineData("", "a scenario is a map of keys")]
    public void A_file_that_is_no_scenario_says_so(string text, string message) =>
        Assert.Contains(message, Assert.Throws<ScenarioException>(() => ScenarioLoader.Parse(text, "s.yaml")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_missing_file_names_its_neighbour()
    {
        using var folder = new Simulation.TemporaryFolder();
        folder.Write("quick.yaml", Least);

        var error = Assert.Throws<ScenarioException>(() => ScenarioLoader.Load(Path.Combine(folder.Path, "quikc.yaml")));

        Assert.Contains("not found", error.Message, StringComparison.Ordinal);
        Assert.Contains("did you mean \"quick.yaml\"?", error.Message, StringComparison.Ordinal);
    }
}
