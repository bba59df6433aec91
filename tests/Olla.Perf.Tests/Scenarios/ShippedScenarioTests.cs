using Olla.Perf.Scenarios;
using Olla.Perf.Sweeps;

namespace Olla.Perf.Tests.Scenarios;

/// <summary>What stands in <c>scenarios/</c> can be run as it is.</summary>
public sealed class ShippedScenarioTests
{
    private static string Folder => Path.Combine(Repository.Root, "scenarios");

    public static TheoryData<string> Shipped => [.. Directory.GetFiles(Folder, "*.yaml").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal).OfType<string>()];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void It_loads_is_named_like_its_file_and_has_a_plan(string name)
    {
        var scenario = ScenarioLoader.Load(Path.Combine(Folder, name + ".yaml"));

        Assert.Equal(name, scenario.Name);
        Assert.NotEmpty(scenario.Description);
        var plan = PlanText.Of(scenario);
        Assert.StartsWith($"{name}: {scenario.Description}", plan, StringComparison.Ordinal);
        Assert.Contains("trials", plan, StringComparison.Ordinal);
    }

    [Fact]
    public void There_is_one_for_every_question_that_people_ask_first()
    {
        string[] wanted = ["quick", "engine", "balancer", "buffers", "timeouts", "connections", "sticky", "health", "logging", "memory", "soak", "burst", "claims"];

        Assert.Empty(wanted.Except(Directory.GetFiles(Folder, "*.yaml").Select(Path.GetFileNameWithoutExtension).OfType<string>()));
    }
}
