using System.CommandLine;
using Olla.Perf.Analysis.Gates;
using Olla.Perf.Reports;
using Olla.Perf.Results.Export;
using Olla.Perf.Results.Store;
using Olla.Perf.Sweeps.Duels;

namespace Olla.Perf.Commands;

/// <summary><c>olla-perf export run --format csv</c>: a run's trials for other programs.</summary>
internal static class ExportCommand
{
    private static readonly string[] _formats = ["csv", "json", "arrow", "junit"];

    public static Command Create()
    {
        var run = RunOptions.Run();
        var format = new Option<string>("--format") { Description = $"One of {string.Join(", ", _formats)}.", DefaultValueFactory = _ => "csv", HelpName = "format" };
        format.Validators.Add(result =>
        {
            var name = result.GetValueOrDefault<string>() ?? "";
            if (!_formats.Contains(name))
            {
                result.AddError($"\"{name}\" is no format; allowed: {string.Join(", ", _formats)}{Scenarios.NearestName.Hint(name, _formats)}");
            }
        });
        var output = new Option<string?>("--output") { Description = "File to write; without it, standard output.", HelpName = "file" };
        var results = RunOptions.Results();
        var command = new Command("export", "Writes a run's trials as CSV, JSON or an Arrow file, or its controls and verdicts as JUnit.") { run, format, output, results };
        command.SetAction(result =>
        {
            var folder = RunFolder.Find(result.GetRequiredValue(run), result.GetRequiredValue(results), passedOver: result.InvocationConfiguration.Error.WriteLine);
            // Written when it is whole: a pipe cannot seek, which an Arrow file needs, and a damaged run leaves no half of a file.
            using var buffer = new MemoryStream();
            Write(folder, result.GetRequiredValue(format), buffer);
            using var stream = result.GetValue(output) is { } file ? File.Create(file) : Console.OpenStandardOutput();
            buffer.WriteTo(stream);
            return ExitCode.Success;
        });
        return command;
    }

    private static void Write(RunFolder folder, string format, Stream stream)
    {
        using var store = RunStore.OpenForReading(folder.Store);
        var table = TrialTable.Of(store.ReadTrials());
        if (format == "arrow")
        {
            ArrowExport.Write(table, stream);
            return;
        }

        using var writer = new StreamWriter(stream, leaveOpen: true);
        writer.Write(format switch
        {
            "csv" => CsvExport.ToText(table),
            "json" => JsonExport.ToText(RunFacts.Read(store, folder), table),
            _ when store.FindFact(RunFacts.KindName) == RunFacts.GateKind => JUnitReport.Of(folder.Id, Judge(table.Trials), Broken(table.Trials)),
            _ => JUnitReport.Of(RunReport.Build(folder)),
        });
    }

    /// <summary>The gate's pairs judged again, with the usual margin.</summary>
    private static GateJudge Judge(IReadOnlyList<TrialRecord> trials)
    {
        var judge = new GateJudge(new GateRule(), GateQuantity.Default);
        foreach (var (baseline, candidate) in TwinPairs.Find(trials))
        {
            judge.Add(baseline, candidate);
        }

        foreach (var block in trials.GroupBy(trial => trial.Block).OrderBy(block => block.Key))
        {
            var (before, after) = (Last(block, DuelSide.Baseline), Last(block, DuelSide.Candidate));
            if (before?.Measurement is { } baseline && after?.Measurement is { } candidate && (before.Status != TrialStatus.Done || after.Status != TrialStatus.Done))
            {
                judge.HearDisturbed(new DuelBlock(block.Key, baseline, candidate));
            }
        }

        return judge;
    }

    /// <summary>Why a candidate could not be measured where the baseline could; null if it could.</summary>
    private static string? Broken(IReadOnlyList<TrialRecord> trials) =>
        trials.GroupBy(trial => trial.Block).Select(block => Last(block, DuelSide.Candidate)).FirstOrDefault(last => last?.Status == TrialStatus.Failed)?.Error;

    private static TrialRecord? Last(IEnumerable<TrialRecord> block, string side) =>
        block.Where(trial => trial.Candidate.Id == side).MaxBy(trial => trial.Attempt);
}
