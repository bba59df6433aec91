using System.Text.RegularExpressions;
using Olla.Configuration;
using Olla.Perf.Analysis;
using Olla.Perf.Reports;

namespace Olla.Perf.Tests.Reports;

/// <summary>One report over a simulated quick sweep, looked at from all sides.</summary>
public sealed partial class ReportWriterTests(SimulatedReport fixture) : IClassFixture<SimulatedReport>
{
    private readonly RunReport _report = fixture.Report;
    private readonly string _page = fixture.Page;
    private readonly string _path = fixture.Path;

    [Fact]
    public void The_page_needs_nothing_from_anywhere_else()
    {
        Assert.DoesNotContain("<script", _page, StringComparison.Ordinal);
        Assert.DoesNotContain("<link", _page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", _page, StringComparison.Ordinal);
        var links = Link().Matches(_page).Select(match => match.Groups[1].Value).Where(link => !link.StartsWith('#')).ToList();
        Assert.All(links, link => Assert.True(File.Exists(Path.Combine(_path, link)), link));
    }

    [Fact]
    public void No_two_elements_of_the_page_share_an_identity_and_every_reference_has_its_target()
    {
        var identities = Identity().Matches(_page).Select(match => match.Groups[1].Value).ToList();

        Assert.Equal(identities.Count, identities.Distinct().Count());
        Assert.Subset(identities.ToHashSet(), Reference().Matches(_page).Select(match => match.Groups[1].Value).ToHashSet());
    }

    [Fact]
    public void Every_plot_is_there_as_vector_and_as_pixels()
    {
        var names = Directory.GetFiles(Path.Combine(_path, "plots"), "*.svg").Select(Path.GetFileNameWithoutExtension).ToList();

        foreach (var wanted in (string[])
            ["tradeoff-requests-per-s", "effect-ttft-p50-ms", "effect-cpu-us-per-event", "distribution-ttft-ms", "distribution-transit-us", "distribution-itl-ms", "window-cpu-cores", "blocks-ttft-p50-ms"])
        {
            Assert.Contains(wanted, names);
        }

        Assert.All(names, name => Assert.True(new FileInfo(Path.Combine(_path, "plots", name + ".png")).Length > 10_000, name));
    }

    [Fact]
    public void Controls_planted_in_the_simulation_are_shown()
    {
        var controls = _report.Analysis.Controls;

        Assert.Contains(controls, control => control.Name == "Positive control: profile" && control.State == ControlState.Shown);
        Assert.Contains(controls, control => control.Name == "Positive control: buffer in standard" && control.State == ControlState.Shown);
        Assert.Contains(controls, control => control.Name == "Negative control: buffer in streaming" && control.State == ControlState.Shown);
        Assert.DoesNotContain(controls, control => control.State == ControlState.NotShown);
    }

    [Theory]
    [InlineData("low-latency", "")]
    [InlineData("low-memory", "proxy.engine=sherpa")]
    [InlineData("low-cpu", "proxy.profile=standard")]
    public void Each_goal_gets_what_was_planted_for_it(string goal, string settings)
    {
        var recommendation = _report.Recommendations.Single(one => one.Goal.Name == goal);

        Assert.Equal(settings, string.Join(' ', recommendation.Settings.Select(pair => $"{pair.Key}={pair.Value}")));
    }

    [Fact]
    public void Every_recommended_file_loads_without_a_word_and_tells_its_evidence()
    {
        foreach (var recommendation in _report.Recommendations)
        {
            var text = File.ReadAllText(Path.Combine(_path, $"recommended-{recommendation.Goal.Name}.yaml"));
            var loaded = ConfigurationLoader.Load(ConfigurationRequest.ForText("r.yaml", text));

            Assert.Empty(loaded.Diagnostics);
            Assert.Contains("20260101-000000-quick-simulated", text, StringComparison.Ordinal);
            foreach (var change in recommendation.Changes)
            {
                Assert.Contains($"{change.Value} instead of {change.ComparedWith}", text, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void The_summary_holds_the_front_and_the_advice()
    {
        var summary = File.ReadAllText(Path.Combine(_path, "summary.md"));

        Assert.Contains("## Configurations that nobody beats", summary, StringComparison.Ordinal);
        Assert.Contains("**low-cpu**: proxy.profile: standard", summary, StringComparison.Ordinal);
    }

    [GeneratedRegex("href=\"([^\"]+)\"")]
    private static partial Regex Link();

    [GeneratedRegex(" id=\"([^\"]+)\"")]
    private static partial Regex Identity();

    [GeneratedRegex("(?:url\\(|href=\")#([^\")]+)")]
    private static partial Regex Reference();
}
