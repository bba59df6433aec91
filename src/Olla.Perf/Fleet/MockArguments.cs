using System.Globalization;
using Olla.Perf.Scenarios;

namespace Olla.Perf.Fleet;

/// <summary>The command line of one mock backend.</summary>
internal static class MockArguments
{
    public static IReadOnlyList<string> Create(MockBackendPlan plan, string model, ulong seed) =>
    [
        "--port", "0",
        "--name", plan.Name,
        "--provider", plan.Provider,
        "--models", model,
        "--slots", plan.Slots.ToString(CultureInfo.InvariantCulture),
        "--ttft", Text(plan.TimeToFirstToken),
        "--itl", Text(plan.InterTokenTime),
        "--seed", seed.ToString(CultureInfo.InvariantCulture),
        "--journal", "0",
        .. plan.Model.SelectMany(setting => (string[])["--llm", setting]),
        .. plan.Faults.SelectMany(fault => (string[])["--fault", fault]),
    ];

    /// <summary>The type that the proxy's configuration gives such a backend.</summary>
    public static string EndpointType(string provider) => provider == "openai" ? "openai-compatible" : provider;

    /// <summary>A distribution as the mock reads it: <c>20ms</c> or <c>lognormal(mean=20ms,cv=0.5)</c>.</summary>
    private static string Text(DistributionPlan plan) => plan.Kind == "constant" || plan.CoefficientOfVariation == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{plan.Mean}ms")
        : string.Create(CultureInfo.InvariantCulture, $"{plan.Kind}(mean={plan.Mean}ms,cv={plan.CoefficientOfVariation})");
}
