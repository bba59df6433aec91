using YamlDotNet.RepresentationModel;

namespace Olla.Perf.Scenarios;

/// <summary>Section <c>fleet</c>: mocks to start, or real backends by URL.</summary>
internal static class FleetBinder
{
    public static FleetPlan Bind(YamlSection root)
    {
        if (root.Section("fleet") is not { } section)
        {
            root.Complain(null, "fleet is missing: name backends under fleet.mocks (started here) or fleet.endpoints (running elsewhere)");
            return new FleetPlan();
        }

        var fleet = new FleetPlan
        {
            Mocks = [.. section.Sections("mocks").SelectMany(BindMocks)],
            Endpoints = [.. section.Sections("endpoints").Select(BindEndpoint).OfType<RealBackendPlan>()],
        };
        section.RejectUnknown();
        if (fleet.Mocks.Count + fleet.Endpoints.Count == 0)
        {
            section.Complain(null, "fleet has no backend; give at least one under mocks or endpoints");
        }

        if (fleet.Mocks.Count > 0 && fleet.Endpoints.Count > 0)
        {
            section.Complain(null, "fleet has mocks and endpoints; one run uses either, since only mocks stamp their events");
        }

        foreach (var twice in fleet.Mocks.GroupBy(mock => mock.Name).Where(group => group.Count() > 1))
        {
            section.Complain(null, $"fleet.mocks: the name \"{twice.Key}\" is used {twice.Count()} times");
        }

        return fleet;
    }

    /// <summary>One entry stands for <c>count</c> equal mocks, named <c>name-1</c>, <c>name-2</c>, …</summary>
    private static IEnumerable<MockBackendPlan> BindMocks(YamlSection section)
    {
        var plan = new MockBackendPlan
        {
            Name = section.RequiredText("name") ?? "",
            Provider = section.Choice("provider", "openai", ScenarioTerms.Providers),
            Slots = section.Integer("slots", 0, 0),
            TimeToFirstToken = section.Distribution("ttft", new DistributionPlan("constant", 20, 0), isTime: true),
            InterTokenTime = section.Distribution("itl", new DistributionPlan("constant", 10, 0), isTime: true),
            Model = section.Section("model") is { } model ? [.. model.Entries().Select(entry => $"{entry.Key}={(entry.Value as YamlScalarNode)?.Value}")] : [],
            Faults = [.. section.Items("faults").Select(item => (item as YamlScalarNode)?.Value ?? "")],
        };
        foreach (var fault in plan.Faults.Where(fault => !ScenarioTerms.Faults.Contains(fault.Split('(')[0].Trim())))
        {
            section.Complain(
                section.Node("faults"), $"{section.Path}.faults: \"{fault}\" is no fault; allowed: {string.Join(", ", ScenarioTerms.Faults)}, with arguments in parentheses{NearestName.Hint(fault.Split('(')[0], ScenarioTerms.Faults)}");
        }

        foreach (var setting in plan.Model.Select(setting => setting.Split('=')[0]).Where(setting => !ScenarioTerms.ModelKeys.Contains(setting)))
        {
            section.Complain(section.Node("model"), $"{section.Path}.model: \"{setting}\" is unknown; allowed: {string.Join(", ", ScenarioTerms.ModelKeys)}{NearestName.Hint(setting, ScenarioTerms.ModelKeys)}");
        }

        var count = section.Integer("count", 1, 1, 1000);
        section.RejectUnknown();
        return count == 1 ? [plan] : Enumerable.Range(1, count).Select(number => plan with { Name = $"{plan.Name}-{number}" });
    }

    private static RealBackendPlan? BindEndpoint(YamlSection section)
    {
        var name = section.RequiredText("name");
        var url = section.RequiredText("url");
        var type = section.Text("type", "auto");
        section.RejectUnknown();
        if (name is null || url is null)
        {
            return null;
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.Host.Length == 0)
        {
            section.Complain(section.Node("url"), $"{section.Path}.url: \"{url}\" is no address; allowed: http://host:port or https://host:port");
            return null;
        }

        return new RealBackendPlan(name, address, type);
    }
}
