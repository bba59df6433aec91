using System.CommandLine;
using System.Globalization;
using Olla.Perf.Analysis.Gates;
using Olla.Perf.Analysis.Statistics;
using Olla.Perf.Reports;
using Olla.Perf.Reports.Plots;
using Olla.Perf.Results.Store;

namespace Olla.Perf.Commands;

/// <summary><c>olla-perf calibrate run</c>: rehearses the gate on a run's own A/A pairs: how often it cries wolf, and what it finds.</summary>
internal static class CalibrateCommand
{
    /// <summary>Fewer pairs would only show the few accidents that they hold.</summary>
    private const int LeastPairs = 3;

    private static readonly double[] _added = [0, 0.01, 0.02, 0.03, 0.05, 0.075, 0.10, 0.15, 0.20, 0.30];

    public static Command Create()
    {
        var run = RunOptions.Run();
        var results = RunOptions.Results();
        var runs = RunOptions.Count("--runs", "Gates to rehearse for each added slowness.", 1000);
        var quantity = new Option<string>("--quantity") { Description = "What the candidate is made worse in.", DefaultValueFactory = _ => "ttft_p50_ms", HelpName = "metric" };
        var margin = RunOptions.Margin("The gate's margin in percent.");
        var most = RunOptions.Count("--max-blocks", "The gate's pairs at most.", 40);
        var command = new Command("calibrate", "Rehearses the gate many times on a run's own A/A pairs: how often it calls the same build a regression, and how much slowness it finds.")
        {
            run, results, runs, quantity, margin, most,
        };
        quantity.Validators.Add(result =>
        {
            var names = GateQuantity.Default.Where(one => one.Metric is not null).Select(one => one.Name).ToList();
            var name = result.GetValueOrDefault<string>() ?? "";
            if (!names.Contains(name))
            {
                result.AddError($"\"{name}\" cannot be made worse here; allowed: {string.Join(", ", names)}{Scenarios.NearestName.Hint(name, names)}");
            }
        });
        command.SetAction(result =>
        {
            var folder = RunFolder.Find(result.GetRequiredValue(run), result.GetRequiredValue(results), passedOver: result.InvocationConfiguration.Error.WriteLine);
            var rule = new GateRule { Margin = result.GetValue(margin) / 100, MostBlocks = result.GetValue(most) };
            Rehearse(folder, rule, result.GetRequiredValue(quantity), result.GetValue(runs));
            return ExitCode.Success;
        });
        return command;
    }

    private static void Rehearse(RunFolder folder, GateRule rule, string slowed, int runs)
    {
        using var store = RunStore.OpenForReading(folder.Store);
        var pairs = TwinPairs.Find(store.ReadTrials());
        if (pairs.Count < LeastPairs)
        {
            throw new RunStoreException($"{folder.Id}: {pairs.Count} A/A pairs; at least {LeastPairs} are needed. A sweep makes one in each block; a gate of a build against itself makes nothing else.");
        }

        var (quantities, differences) = TwinPairs.Differences(pairs, GateQuantity.Default);
        var target = quantities.FirstOrDefault(one => one.Name == slowed) ?? throw new RunStoreException($"{folder.Id}: not every A/A pair has {slowed}");
        var noise = new GateNoise(differences);
        var rehearsal = new GateRehearsal(rule, quantities, noise.Draw);
        var median = SampleQuantile.Median(pairs.Select(pair => target.Value(pair.First)).OfType<double>());
        Console.WriteLine($"{noise.Pairs} A/A pairs of {folder.Id}, {runs} rehearsed gates a line, up to {rule.MostBlocks} pairs each");
        Console.WriteLine($"{"added to " + target.Title,-28}{"regression",12}{"pass",10}{"undecided",12}{"pairs taken",14}");
        var rows = new List<RehearsalResult>();
        foreach (var added in _added)
        {
            var row = rehearsal.Run(target, added, runs, seed: 1);
            rows.Add(row);
            var amount = string.Create(CultureInfo.InvariantCulture, $"{100 * added,5:0.0} %  {NumberText.Value(median * added, target.Unit)}");
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{amount,-28}{100 * row.RegressionShare,10:0.0} %{100 * row.PassShare,8:0.0} %{100 * (1 - row.RegressionShare - row.PassShare),10:0.0} %{row.MeanBlocks,14:0.0}"));
        }

        Directory.CreateDirectory(folder.Plots);
        var plot = GatePowerPlot.Draw(target.Title, rule, rows);
        Console.WriteLine(PlotWriter.Write(plot, folder.Plots));
    }
}
