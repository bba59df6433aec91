using System.Text.Json.Nodes;
using System.Xml.Linq;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Olla.Perf.Reports;
using Olla.Perf.Results;
using Olla.Perf.Results.Export;
using Olla.Perf.Results.Store;
using Olla.Perf.Tests.Simulation;

namespace Olla.Perf.Tests.Results.Export;

public sealed class ExportTests
{
    [Fact]
    public async Task Csv_has_a_line_for_each_trial_and_keeps_every_digit()
    {
        var (table, _) = await BuildAsync();

        var lines = CsvExport.ToText(table).TrimEnd('\n').Split('\n');
        var column = System.Array.IndexOf(lines[0].Split(','), Metric.TtftP50.Name);

        Assert.Equal(table.Trials.Count + 1, lines.Length);
        Assert.Equal(table.Trials[3].Measurement!.Values[Metric.TtftP50.Name], double.Parse(lines[4].Split(',')[column], System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Csv_quotes_what_would_break_a_line()
    {
        var (table, _) = await BuildAsync();
        var odd = table.Trials[0] with { Error = "late, by \"5 ms\"\nat p99" };

        Assert.Contains("\"late, by \"\"5 ms\"\"\nat p99\"", CsvExport.ToText(table with { Trials = [odd] }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_has_facts_units_settings_and_values()
    {
        var (table, report) = await BuildAsync();

        var run = JsonNode.Parse(JsonExport.ToText(report.Facts, table))!;

        Assert.Equal("run", run["run"]!.GetValue<string>());
        Assert.Equal("ms", run["units"]![Metric.TtftP50.Name]!.GetValue<string>());
        Assert.Equal(table.Trials.Count, run["trials"]!.AsArray().Count);
        Assert.Contains(run["trials"]!.AsArray(), trial => trial!["settings"]!["proxy.engine"]?.GetValue<string>() == "sherpa" && trial["values"]![Metric.CpuPerEvent.Name] is not null);
    }

    [Fact]
    public async Task Arrow_is_read_back_row_by_row_and_what_is_missing_is_null()
    {
        var (table, _) = await BuildAsync();
        using var stream = new MemoryStream();

        ArrowExport.Write(table, stream);
        stream.Position = 0;
        using var reader = new ArrowFileReader(stream);
        var batch = await reader.ReadNextRecordBatchAsync();

        Assert.Equal(table.Trials.Count, batch.Length);
        var engines = (StringArray)batch.Column("proxy.engine");
        var direct = table.Trials.ToList().FindIndex(trial => trial.Key.EndsWith("direct", StringComparison.Ordinal));
        Assert.True(engines.IsNull(direct));
        Assert.Equal(table.Trials[1].Measurement!.Values[Metric.TtftP50.Name], ((DoubleArray)batch.Column(Metric.TtftP50.Name)).GetValue(1));
    }

    [Fact]
    public async Task Junit_counts_its_cases_and_a_control_that_was_not_shown_is_a_failure()
    {
        var (_, report) = await BuildAsync();
        var blind = report with { Analysis = report.Analysis with { Controls = [new("Positive control", "must be seen", Perf.Analysis.ControlState.NotShown, "0 %")] } };

        var suite = XDocument.Parse(JUnitReport.Of(blind)).Root!.Element("testsuite")!;

        Assert.Equal(suite.Elements("testcase").Count(), (int)suite.Attribute("tests")!);
        Assert.Equal(1, (int)suite.Attribute("failures")!);
        Assert.Equal(0, (int)XDocument.Parse(JUnitReport.Of(report)).Root!.Element("testsuite")!.Attribute("failures")!);
    }

    [Fact]
    public async Task The_index_lists_every_run_newest_first_with_links_that_lead_to_its_files()
    {
        using var folder = new TemporaryFolder();
        foreach (var (name, started) in ((string, string)[])[("20260101-a", "2026-01-01T00:00:00Z"), ("20260102-b & c", "2026-01-02T00:00:00Z")])
        {
            Directory.CreateDirectory(Path.Combine(folder.Path, name));
            using var store = RunStore.Open(Path.Combine(folder.Path, name, "run.sqlite"));
            store.SetFact(RunFacts.StartedName, started);
            folder.Write(Path.Combine(name, "report.html"), "");
        }

        var page = await File.ReadAllTextAsync(IndexPage.Write(RunCatalog.Read(folder.Path), folder.Path));

        Assert.True(page.IndexOf("20260102-b", StringComparison.Ordinal) < page.IndexOf("20260101-a", StringComparison.Ordinal));
        Assert.Contains("<a href=\"20260102-b%20%26%20c/report.html\">20260102-b &amp; c</a>", page, StringComparison.Ordinal);
    }

    private static async Task<(TrialTable Table, RunReport Report)> BuildAsync()
    {
        var data = await SimulatedRun.RunAsync(QuickTruth.Scenario, QuickTruth.Truth, 4);
        return (TrialTable.Of(data.Trials), RunReport.Build(data, new RunFacts("run", "here", "a machine", "1.0", default)));
    }
}
