using System.Globalization;
using Olla.Configuration;
using Olla.Configuration.Diagnostics;
using Olla.Configuration.Writing;
using Olla.Perf.Analysis;
using Olla.Perf.Fleet;
using Olla.Perf.Reports;
using Olla.Perf.Results;
using Olla.Perf.Results.Store;
using Olla.Perf.Scenarios;

namespace Olla.Perf.Recommendations;

/// <summary>Writes a recommendation as the proxy's own YAML, with the evidence for each key above it.</summary>
internal static class RecommendationFile
{
    private const string EndpointKeys = "discovery.static.endpoints[";

    /// <summary>Metrics told of per key, beside the goal's own: what it costs elsewhere.</summary>
    private static readonly Metric[] _always = [Metric.TtftP50, Metric.RequestsPerSecond, Metric.CpuPerRequest, Metric.RssMean];

    /// <summary>The file's text, proven to load with the proxy's own loader without error or warning.</summary>
    /// <exception cref="InvalidOperationException">The loader has something to say about it: a defect of ours, never of the person.</exception>
    public static string ToText(Recommendation recommendation, Scenario scenario, RunFacts facts)
    {
        var entries = recommendation.Changes
            .Select(change => new ConfigurationEntry(change.Key, change.Value) { Comment = Evidence(change, recommendation, scenario, facts) })
            .Concat(scenario.Fleet.Endpoints.Count > 0 ? Endpoints(scenario) : Places(recommendation, scenario));
        var text = ConfigurationWriter.ToText(entries, Heading(recommendation, scenario, facts));
        Prove(text, recommendation.Goal.Name);
        return text;
    }

    /// <summary>Comment lines above one key.</summary>
    public static IReadOnlyList<string> Evidence(KeyEvidence change, Recommendation recommendation, Scenario scenario, RunFacts facts)
    {
        var lines = new List<string>
        {
            $"{change.Value} instead of {change.ComparedWith}{(change.ComparedWith == change.Default ? " (the default)" : "")}"
            + (change.Under.Length > 0 ? $", with {change.Under}" : "") + $": the score for {recommendation.Goal.Name} changes by {NumberText.Change(change.Score)}",
        };
        if (change.ComparedWith != change.Default)
        {
            lines.Add($"The default {change.Default} was not run with these settings.");
        }

        lines.AddRange(Shown(change, recommendation.Goal).Select(effect =>
            $"  {effect.Metric.Title}: {NumberText.Change(effect.Comparison)}, {NumberText.Verdict(effect.Comparison.Verdict)}"));
        lines.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"  {change.Score.Ratio.Blocks} blocks, {change.Pairs} pair{(change.Pairs == 1 ? "" : "s")} in each; noise floor ±{100 * (Math.Exp(change.Score.LogFloor) - 1):0.0} %; scenario {scenario.Name}, run {facts.RunId}, on {facts.Hardware}"));
        return lines;
    }

    private static IEnumerable<KnobEffect> Shown(KeyEvidence change, Goal goal)
    {
        var wanted = goal.Weights.Select(entry => entry.Metric).Concat(_always).Distinct().ToList();
        return change.Effects.Where(effect => wanted.Contains(effect.Metric)).OrderBy(effect => wanted.IndexOf(effect.Metric));
    }

    private static IEnumerable<string> Heading(Recommendation recommendation, Scenario scenario, RunFacts facts)
    {
        yield return $"Recommended for {recommendation.Goal.Name} by olla-perf: {recommendation.Goal.Title.ToLowerInvariant()}.";
        yield return $"Scenario {scenario.Name}, run {facts.RunId}, measured on {facts.Hardware} ({facts.Machine}).";
        yield return "Every key that is not here keeps its default, since no change of it was proven to help.";
        yield return "Intervals are 95 %; a change counts only if its interval lies beyond the noise floor.";
        if (recommendation.Changes.Count == 0)
        {
            yield return "Nothing was: the defaults are the recommendation.";
        }

        foreach (var kept in recommendation.Kept)
        {
            yield return $"  {kept.Key} stays {kept.Default}: {kept.Reason}{(kept.Score is { } score ? $" ({NumberText.Change(score)})" : "")}";
        }

        if (recommendation.AgainstDefaults is { } whole)
        {
            yield return $"All of it against the defaults: score {NumberText.Change(whole)}, {NumberText.Verdict(whole.Verdict)}.";
        }

        var inForce = scenario.ProxyBase
            .Concat(ProxyConfigurationFile.Measured.Where(pair => !scenario.ProxyBase.ContainsKey(pair.Key) && scenario.Dimensions.All(dimension => dimension.Key != pair.Key)));
        yield return $"In force while measuring, and no part of the recommendation: {string.Join(", ", inForce.Select(pair => $"{pair.Key}={pair.Value}"))}.";

        if (scenario.Fleet.Endpoints.Count == 0)
        {
            yield return "The backends of the run were mocks: name yours under discovery.static.endpoints.";
        }
    }

    private static IEnumerable<ConfigurationEntry> Endpoints(Scenario scenario)
    {
        foreach (var (endpoint, index) in scenario.Fleet.Endpoints.Select((endpoint, index) => (endpoint, index)))
        {
            var path = $"{EndpointKeys}{index}].";
            yield return new ConfigurationEntry(path + "url", endpoint.Url.ToString().TrimEnd('/'));
            yield return new ConfigurationEntry(path + "name", endpoint.Name);
            yield return new ConfigurationEntry(path + "type", endpoint.Type);
        }
    }

    /// <summary>Where a key of a mock was recommended: the mocks, for somebody to put real backends in their places.</summary>
    private static IEnumerable<ConfigurationEntry> Places(Recommendation recommendation, Scenario scenario)
    {
        if (!recommendation.Changes.Any(change => change.Key.StartsWith(EndpointKeys, StringComparison.Ordinal)))
        {
            yield break;
        }

        foreach (var (mock, index) in scenario.Fleet.Mocks.Select((mock, index) => (mock, index)))
        {
            var path = $"{EndpointKeys}{index}].";
            yield return new ConfigurationEntry(path + "url", $"http://{mock.Name}.invalid") { Comment = [$"Stands for the mock {mock.Name}: put your backend's address here."] };
            yield return new ConfigurationEntry(path + "name", mock.Name);
            yield return new ConfigurationEntry(path + "type", MockArguments.EndpointType(mock.Provider));
        }
    }

    private static void Prove(string text, string goal)
    {
        var loaded = ConfigurationLoader.Load(ConfigurationRequest.ForText($"recommended-{goal}.yaml", text));
        var findings = loaded.Diagnostics.Where(finding => finding.Severity != DiagnosticSeverity.Info).ToList();
        if (findings.Count > 0)
        {
            throw new InvalidOperationException($"the recommendation does not load: {string.Join("; ", findings)}");
        }
    }
}
