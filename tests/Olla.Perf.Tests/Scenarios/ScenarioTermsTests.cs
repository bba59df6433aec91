using Olla.Configuration;
using Olla.MockBackends.Model;
using Olla.Perf.Fleet;
using Olla.Perf.Scenarios;

namespace Olla.Perf.Tests.Scenarios;

/// <summary>Scenarios speak of mocks and of the proxy in words that these understand, all of them.</summary>
public sealed class ScenarioTermsTests
{
    [Fact]
    public void Faults_are_those_that_a_mock_knows() =>
        Assert.Equal(Enum.GetValues<FaultKind>().Select(FaultParser.Name).Order(StringComparer.Ordinal), ScenarioTerms.Faults.Order(StringComparer.Ordinal));

    [Fact]
    public void Providers_are_those_that_a_mock_has_mappings_of() =>
        Assert.Equal(
            Directory.GetDirectories(Path.Combine(Repository.Root, "mock-backends", "mappings")).Select(Path.GetFileName).Order(StringComparer.Ordinal),
            ScenarioTerms.Providers.Order(StringComparer.Ordinal));

    [Fact]
    public void The_proxy_has_a_type_for_every_provider() =>
        Assert.All(ScenarioTerms.Providers, provider => Assert.Contains(MockArguments.EndpointType(provider), EndpointTypeNames.BuiltIn.Accepted));

    [Fact]
    public void Keys_of_a_mocks_model_are_keys_of_its_mappings() => Assert.Subset(LlmSettingsParser.Keys.ToHashSet(), ScenarioTerms.ModelKeys.ToHashSet());

    [Theory]
    [InlineData("faults: [\"refuze(from=1s)\"]", "did you mean \"refuse\"?")]
    [InlineData("provider: vlm", "did you mean \"vllm\"?")]
    [InlineData("provider: lmstudio", "did you mean \"lm-studio\"?")]
    public void A_slip_in_one_of_them_is_answered_with_the_nearest(string line, string hint)
    {
        var text = $"name: small\nfleet: {{mocks: [{{name: one, {line}}}]}}\nload: {{phases: [{{inject: {{rate: 10, during: 1s}}}}]}}";
        Assert.Contains(hint, Assert.Throws<ScenarioException>(() => ScenarioLoader.Parse(text, "s.yaml")).Message, StringComparison.Ordinal);
    }
}
