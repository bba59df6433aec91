using Olla.Perf.Analysis;
using Olla.Perf.Recommendations;
using Olla.Perf.Reports;
using Olla.Perf.Results.Store;
using Olla.Perf.Scenarios;
using Olla.Perf.Tests.Simulation;

namespace Olla.Perf.Tests.Recommendations;

public sealed class ConfigurationAdviceTests
{
    private const string Mine = """
        # my proxy
        server:
          port: 40114
        proxy:
          engine: olla
          profile: standard          # because somebody said so
          stream_buffer_size: 64KB
          max_retries: 2
        """;

    [Fact]
    public async Task What_harms_in_a_persons_own_file_is_changed_there_and_the_gain_is_told_against_it()
    {
        var report = await BuildAsync();

        var advice = ConfigurationAdvice.Build(ConfigurationFile.Parse("mine.yaml", Mine), report.Analysis, Goal.Find("low-latency"));
        var text = AdviceText.Of(advice, report);

        Assert.Equal("streaming", advice.Recommendation.Settings["proxy.profile"]);
        Assert.Contains("-  profile: standard          # because somebody said so\n+  profile: streaming          # because somebody said so\n", text, StringComparison.Ordinal);
        Assert.Contains("proxy.profile: streaming instead of standard", text, StringComparison.Ordinal);
        Assert.Contains("TTFT p50 −9", text, StringComparison.Ordinal);
        Assert.Equal(Verdict.Better, advice.Recommendation.AgainstDefaults!.Verdict);
    }

    [Fact]
    public async Task Of_a_file_that_is_right_already_nothing_is_changed()
    {
        var report = await BuildAsync();
        var file = ConfigurationFile.Parse("mine.yaml", "proxy: {engine: olla, profile: streaming, stream_buffer_size: 65536, load_balancer: least-connections}\n");

        var advice = ConfigurationAdvice.Build(file, report.Analysis, Goal.Find("low-latency"));

        Assert.Empty(advice.Recommendation.Changes);
        Assert.Equal(file.Text, advice.Edited);
        Assert.Contains("Nothing to change", AdviceText.Of(advice, report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_that_were_not_swept_are_named_as_such()
    {
        var report = await BuildAsync();

        var text = AdviceText.Of(ConfigurationAdvice.Build(ConfigurationFile.Parse("mine.yaml", Mine), report.Analysis, Goal.Find("low-cpu")), report);

        Assert.Contains("nothing is said about: proxy.max_retries", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_explanation_names_goal_evidence_price_and_what_stays()
    {
        var report = await BuildAsync();

        var text = Explanation.ToText(report, report.RecommendFor(Goal.Find("low-memory")), "the default");

        Assert.Contains("1. proxy.engine: sherpa", text, StringComparison.Ordinal);
        Assert.Contains("Compared with olla, the default", text, StringComparison.Ordinal);
        Assert.Contains("Price: ", text, StringComparison.Ordinal);
        Assert.Contains("proxy.load_balancer stays least-connections (the default)", text, StringComparison.Ordinal);
        Assert.Contains("controls were shown", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-such.yaml", null, "configuration not found")]
    [InlineData("bad.yaml", "proxy:\n  engine: fast\n", "bad.yaml:2:")]
    public void A_configuration_that_cannot_be_used_says_where_and_why(string name, string? text, string message)
    {
        using var folder = new TemporaryFolder();
        var path = text is null ? Path.Combine(folder.Path, name) : folder.Write(name, text);

        Assert.Contains(message, Assert.Throws<ConfigurationFileException>(() => ConfigurationFile.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_measurement_must_decide_itself_is_left_out_of_a_persons_file()
    {
        var file = ConfigurationFile.Load(Path.Combine(Repository.Root, "config", "config.yaml"));

        Assert.Equal("olla", file.Settings["proxy.engine"]);
        Assert.Contains("discovery.static", file.LeftOut);
        Assert.DoesNotContain(file.Settings.Keys, key => key.StartsWith("server.rate_limits", StringComparison.Ordinal) || key.StartsWith("discovery.static", StringComparison.Ordinal));
    }

    private static async Task<RunReport> BuildAsync()
    {
        var data = await SimulatedRun.RunAsync(QuickTruth.Scenario, QuickTruth.Truth, 4);
        return RunReport.Build(data, new RunFacts("run", "here", "a machine", "1.0", default));
    }
}
