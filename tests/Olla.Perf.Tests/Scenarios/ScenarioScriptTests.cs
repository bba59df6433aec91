using Olla.Perf.Scenarios;
using Olla.Perf.Sweeps;

namespace Olla.Perf.Tests.Scenarios;

public sealed class ScenarioScriptTests
{
    [Fact]
    public void A_script_is_an_ordinary_scenario_with_its_computed_load_and_without_what_it_forbids()
    {
        var script = new ScenarioScript("script", "says: \"hello\"")
            .Mock("one", "lognormal(mean=20ms, cv=0.5)", slots: 4)
            .Inject(12.5, TimeSpan.FromMilliseconds(250))
            .KeepConstant(8, TimeSpan.FromSeconds(1))
            .Sweep("proxy.engine", "sherpa", "olla")
            .Sweep("proxy.stream_buffer_size", "2048", "65536")
            .Exclude(settings => settings["proxy.engine"] == "sherpa" && settings["proxy.stream_buffer_size"] == "65536")
            .Section("budget: {blocks: 7}");

        var scenario = ScenarioLoader.Parse(script.ToYaml(), "script.yaml");

        Assert.Equal(("script", "says: \"hello\"", 7), (scenario.Name, scenario.Description, scenario.Budget.Blocks));
        Assert.Equal((12.5, 8), (scenario.Load.Phases[0].Rate, scenario.Load.Phases[1].Copies));
        Assert.Equal(("lognormal", 4), (scenario.Fleet.Mocks[0].TimeToFirstToken.Kind, scenario.Fleet.Mocks[0].Slots));
        Assert.Equal(["sherpa · 2K", "olla · 2K", "olla · 64K"], SearchSpace.Build(scenario).Candidates.Select(candidate => CandidateIdentity.Label(candidate.Settings)));
    }

    [Fact]
    public async Task A_slip_in_a_script_is_told_as_in_a_file() =>
        Assert.Equal(2, await new ScenarioScript("script", "").Mock("one").Inject(10, TimeSpan.FromSeconds(1)).Sweep("proxy.enjine", "olla").RunAsync("--dry-run"));
}
