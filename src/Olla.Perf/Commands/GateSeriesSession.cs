using System.Globalization;
using Olla.Perf.Analysis.Gates;
using Olla.Perf.Analysis.Statistics;
using Olla.Perf.Reports;
using Olla.Perf.Results.Store;
using Olla.Perf.Scenarios;
using Olla.Perf.Sweeps;
using Olla.Perf.Sweeps.Duels;

namespace Olla.Perf.Commands;

/// <summary>One sitting with a series of gates over real processes: so many more of them, and a summary that is current after each.</summary>
internal sealed class GateSeriesSession(
    Scenario scenario, DuelSide baseline, DuelSide candidate, GateRule rule, IReadOnlyList<GateQuantity> quantities, VoidWindows voids, TimeProvider time)
{
    /// <summary>The fact under which a series notes what its gates mind.</summary>
    private const string TermsName = "gate_terms";

    /// <summary>False alarms beyond what the rule allows must be this sure before the series ends badly.</summary>
    private const double Confidence = 0.99;

    private bool Same => baseline.RunsAs(candidate);

    /// <summary>The folder of a series: a new one, or the one that is gone on with.</summary>
    /// <exception cref="RunStoreException">Something else was measured there.</exception>
    public RunFolder Open(string results, string? into, string scenarioFile)
    {
        if (into is null)
        {
            return RunFolder.Create(results, scenario, scenarioFile, time, "gates-" + scenario.Name);
        }

        var folder = new RunFolder(into);
        if (!File.Exists(folder.Store))
        {
            return RunFolder.CreateAt(into, scenario, scenarioFile);
        }

        using var store = RunStore.OpenForReading(folder.Store);
        foreach (var (name, now) in (ReadOnlySpan<(string, string)>)[(DuelSide.Baseline, baseline.Label), (DuelSide.Candidate, candidate.Label), (TermsName, Terms())])
        {
            if (store.FindFact(name) is { } then && then != now)
            {
                throw new RunStoreException($"{into}: its gates have {name.Replace('_', ' ')} \"{then}\", not \"{now}\"; give another folder with --into");
            }
        }

        return File.ReadAllText(folder.ScenarioCopy) == ScenarioLoader.Resolve(scenarioFile)
            ? folder
            : throw new RunStoreException($"{into}: its gates were measured with another {scenario.Name}; give another folder with --into");
    }

    /// <returns>The program's exit code: failure if it was stopped, or if more false alarms are proven than the rule allows.</returns>
    public Task<int> RunAsync(RunFolder folder, int more, CancellationToken cancellation) =>
        new DuelSession(scenario, baseline, candidate, folder, voids, time).WithFleetAsync(RunFacts.GateSeriesKind, async (duel, store) =>
        {
            store.SetFact(TermsName, Terms());
            var gates = store.ReadGates().ToList();
            var planned = gates.Count + more;
            Console.WriteLine($"{scenario.Name}: {more} gates after {gates.Count}, up to {rule.MostBlocks} pairs each; results go to {folder.Path}");
            var finished = await new GateSeries(scenario, baseline, candidate, rule, quantities, folder, time).RunAsync(
                duel,
                store,
                more,
                gate =>
                {
                    gates.Add(gate);
                    Console.WriteLine(GateSeriesText.Line(gates, planned));
                    File.WriteAllText(folder.Summary, GateSeriesText.Markdown(scenario.Name, baseline.Label, candidate.Label, Same, rule, gates));
                },
                cancellation);
            Console.WriteLine();
            Console.Write(TextTable.ToColumns(GateSeriesText.Table(gates)));
            Console.WriteLine(finished ? folder.Summary : $"Stopped after {gates.Count} gates; go on with the same command and --into {folder.Path}");
            var alarms = BinomialShare.Find(gates.Count(gate => gate.Verdict == GateVerdict.Regression), gates.Count, Confidence);
            return finished && !(Same && alarms.Low > rule.FalseAlarm) ? ExitCode.Success : ExitCode.Failure;
        });

    private string Terms() => string.Create(
        CultureInfo.InvariantCulture,
        $"margin {100 * rule.Margin:0.##} %, at most {rule.MostBlocks} pairs, {string.Join(" ", quantities.Select(quantity => quantity.Name))}, disturbed windows {(voids == VoidWindows.Keep ? "kept" : "run again")}");
}
