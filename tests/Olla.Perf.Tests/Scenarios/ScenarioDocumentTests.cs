using Olla.Perf.Scenarios;
using Olla.Perf.Sweeps;
using Olla.Perf.Tests.Simulation;

namespace Olla.Perf.Tests.Scenarios;

public sealed class ScenarioDocumentTests
{
    private const string Base = """
        name: base
        fleet: {mocks: [{name: one}]}
        load: {warmup: 1s, phases: [{inject: {rate: 10, during: 1s}}]}
        dimensions: {proxy.engine: [sherpa, olla]}
        """;

    [Fact]
    public void What_includes_another_file_wins_over_it_key_by_key_and_may_name_other_dimensions()
    {
        using var folder = new TemporaryFolder();
        folder.Write("base.yaml", Base);
        var path = folder.Write("mine.yaml", "include: base.yaml\nname: mine\nload: {warmup: 2s}\ndimensions: {proxy.profile: [auto, streaming]}\n");

        var scenario = ScenarioLoader.Load(path);

        Assert.Equal(("mine", TimeSpan.FromSeconds(2), 1), (scenario.Name, scenario.Load.Warmup, scenario.Load.Phases.Count));
        Assert.Equal(["proxy.profile"], scenario.Dimensions.Select(dimension => dimension.Key));
        Assert.Equal("mine", ScenarioLoader.Parse(ScenarioLoader.Resolve(path), "copy.yaml").Name);
        Assert.DoesNotContain("include", ScenarioLoader.Resolve(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_slip_in_an_included_file_is_placed_there()
    {
        using var folder = new TemporaryFolder();
        folder.Write("base.yaml", Base.Replace("warmup", "warmpu", StringComparison.Ordinal));
        var path = folder.Write("mine.yaml", "include: base.yaml\nname: mine\n");

        var error = Assert.Throws<ScenarioException>(() => ScenarioLoader.Load(path));

        Assert.Contains("base.yaml:3: unknown key \"load.warmpu\"", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("include: bsae.yaml", "mine.yaml:1: include: bsae.yaml not found beside mine.yaml; did you mean \"base.yaml\"?")]
    [InlineData("include: mine.yaml", "includes itself")]
    [InlineData("include: [{a: b}]", "a file's name, or a list of them, is wanted here")]
    public void An_include_that_cannot_be_followed_says_so(string line, string message)
    {
        using var folder = new TemporaryFolder();
        folder.Write("base.yaml", Base);
        var path = folder.Write("mine.yaml", line + "\n" + Base);

        Assert.Contains(message, Assert.Throws<ScenarioException>(() => ScenarioLoader.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_are_filled_in_or_fall_back()
    {
        var scenario = ScenarioLoader.Parse(Base + "\nseed: ${SEED}\ndescription: on ${PLACE:-this machine}", "s.yaml", name => name == "SEED" ? "9" : null);

        Assert.Equal((9UL, "on this machine"), (scenario.Seed, scenario.Description));
    }

    [Fact]
    public void A_variable_that_is_not_set_is_named_with_its_line()
    {
        var error = Assert.Throws<ScenarioException>(() => ScenarioLoader.Parse(Base + "\ndescription: on ${PLACE}", "s.yaml", _ => null));

        Assert.Contains("s.yaml:5: the variable PLACE is not set", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_knob_with_a_condition_is_swept_only_under_it_and_excluded_settings_never_meet()
    {
        var scenario = ScenarioLoader.Parse(
            """
            name: conditional
            fleet: {mocks: [{name: one}]}
            load: {phases: [{inject: {rate: 10, during: 1s}}]}
            dimensions:
              proxy.engine: [sherpa, olla]
              proxy.profile: [streaming, standard]
              proxy.stream_buffer_size: {from: 2048, to: 8192, steps: 3, scale: log, when: {proxy.profile: standard}}
            exclude:
              - {proxy.engine: sherpa, proxy.stream_buffer_size: 8192}
            """,
            "s.yaml");

        var labels = SearchSpace.Build(scenario).Candidates.Select(candidate => CandidateIdentity.Label(candidate.Settings));

        Assert.Equal(
            ["defaults", "sherpa · streaming", "sherpa · standard · 2K", "sherpa · standard · 4K", "olla · streaming", "olla · standard · 2K", "olla · standard · 4K", "olla · standard · 8K"],
            labels);
    }

    [Fact]
    public void A_condition_on_no_dimension_is_named()
    {
        var error = Assert.Throws<ScenarioException>(() => ScenarioLoader.Parse(
            Base.Replace("{proxy.engine: [sherpa, olla]}", "{proxy.engine: {values: [olla], when: {proxy.profile: auto}}}", StringComparison.Ordinal), "s.yaml"));

        Assert.Contains("s.yaml:4: dimensions.proxy.engine.when: \"proxy.profile\" is no other dimension", error.Message, StringComparison.Ordinal);
    }
}
