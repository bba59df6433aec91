using System.CommandLine;
using Olla.Perf.Fleet;
using Olla.Perf.Load;
using Olla.Perf.Reports;
using Olla.Perf.Results;
using Olla.Perf.Results.Store;
using Olla.Perf.Scenarios;
using Olla.Perf.Sweeps;
using Olla.Perf.Sweeps.Knees;

namespace Olla.Perf.Commands;

/// <summary><c>olla-perf knee scenario.yaml</c>: the highest rate at which each configuration still meets the scenario's limits.</summary>
internal static class KneeCommand
{
    /// <summary>So many percent of the arrivals must be answered within the limits.</summary>
    private const double GoodShare = 99;

    private const double HighestRate = 100_000;

    public static Command Create()
    {
        var scenario = new Argument<string>("scenario") { Description = "Scenario file with limits under slo: and an open load (inject); its rate is where the search begins." };
        var precision = new Option<double>("--precision") { Description = "How near the answer must be, percent.", DefaultValueFactory = _ => 5, HelpName = "percent" };
        precision.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is < 1 or > 50)
            {
                result.AddError("--precision wants percent, from 1 to 50");
            }
        });
        var results = RunOptions.Results();
        var command = new Command("knee", "Searches the highest rate at which each configuration still meets the scenario's limits.") { scenario, precision, results };
        command.SetAction(async (result, cancellation) =>
        {
            var file = result.GetRequiredValue(scenario);
            var loaded = ScenarioLoader.Load(file);
            var phase = loaded.Load.Phases.FirstOrDefault(one => one.Simulation == LoadSimulation.Inject)
                ?? throw new ScenarioException([new ScenarioProblem(file, 0, "the knee is searched over rates; give a phase of inject under load.phases")]);
            if (loaded.Slo == new SloPlan())
            {
                throw new ScenarioException([new ScenarioProblem(file, 0, "there is no limit to meet; give one under slo, such as slo: {ttft: 200ms}")]);
            }

            var folder = RunFolder.Create(result.GetRequiredValue(results), loaded, file, TimeProvider.System, "knee-" + loaded.Name);
            await RunAsync(loaded, phase, result.GetValue(precision) / 100, folder, cancellation);
            return ExitCode.Success;
        });
        return command;
    }

    private static async Task RunAsync(Scenario scenario, LoadPhase phase, double precision, RunFolder folder, CancellationToken cancellation)
    {
        using var sole = RunLock.Take(folder);
        using var store = RunStore.Open(folder.Store);
        RunFactsWriter.Write(store, RunFacts.KneeKind, TimeProvider.System);
        await using var runner = new TrialRunner(new FleetOptions(), TimeProvider.System);
        var rows = new List<IReadOnlyList<string>>();
        foreach (var candidate in SearchSpace.Build(scenario).Candidates)
        {
            var label = CandidateIdentity.Label(candidate.Settings);
            var knee = await new KneeSearch(precision, HighestRate).FindAsync(phase.Rate, async rate =>
            {
                var verdict = await ProbeAsync(scenario, phase, candidate, rate, rows.Count + 1, folder, runner, store, cancellation);
                Console.WriteLine($"{label}: {NumberText.Value(rate, "1/s")} {verdict.Verdict.ToString().ToLowerInvariant()}, {NumberText.Value(verdict.Share, "%")} within the limits{(verdict.Reason.Length > 0 ? $" ({verdict.Reason})" : "")}");
                return verdict.Verdict;
            });
            rows.Add(
            [
                label,
                NumberText.Value(knee.Met, "1/s"),
                double.IsInfinity(knee.Missed) ? "-" : NumberText.Value(knee.Missed, "1/s"),
                $"{knee.Trials}",
                knee.BeyondInstrument ? "the instrument ended first" : "",
            ]);
        }

        var table = new ReportTable(["Configuration", "Highest rate that met the limits", "Lowest that missed them", "Trials", "Note"], rows);
        Console.WriteLine();
        Console.Write(TextTable.ToColumns(table));
        await File.WriteAllTextAsync(folder.Summary, $"# Knee of {scenario.Name}\n\n{GoodShare:0} % of the arrivals must be answered within the limits: {Limits(scenario.Slo)}.\n\n{TextTable.ToMarkdown(table)}", cancellation);
        Console.WriteLine();
        Console.WriteLine(folder.Summary);
    }

    private static string Limits(SloPlan limits) => string.Join(", ", new[] { ("TTFT", limits.TimeToFirstToken), ("mean time between tokens", limits.InterTokenLatency), ("E2E", limits.EndToEnd) }
        .Where(limit => limit.Item2 is not null).Select(limit => $"{limit.Item1} {DurationText.Format(limit.Item2!.Value)}"));

    private static async Task<JudgedRate> ProbeAsync(
        Scenario scenario, LoadPhase phase, Candidate candidate, double rate, int number, RunFolder folder, TrialRunner runner, RunStore store, CancellationToken cancellation)
    {
        var loaded = scenario with { Load = scenario.Load with { Phases = [phase with { Rate = rate }] } };
        var earlier = store.CountTrials().All;
        var planned = new PlannedTrial(number, earlier, candidate, scenario.Seed);
        var execution = new TrialExecution(loaded, folder, runner, TimeProvider.System, VoidWindows.Keep);
        var trial = await execution.RunAsync(planned, earlier + 1, null, cancellation);
        store.Add(trial);
        return trial.Measurement is { } measured ? RateJudge.Judge(measured, GoodShare) : throw new TrialFailedException(trial.Error);
    }
}
