using Olla.Perf.Reports;
using Olla.Perf.Results;
using Olla.Perf.Results.Store;
using Olla.Perf.Scenarios;
using Olla.Perf.Sweeps;
using Spectre.Console;

namespace Olla.Perf.Commands;

/// <summary>Shows a running sweep: a live panel on a terminal, one line a trial anywhere else.</summary>
internal static class SweepDisplay
{
    /// <summary>Often enough to look alive, seldom enough to cost the measurement nothing.</summary>
    private static readonly TimeSpan _redrawEvery = TimeSpan.FromMilliseconds(250);

    public static async Task<SweepOutcome> ShowAsync(Scenario scenario, TimeProvider time, Func<IProgress<SweepProgress>, Task<SweepOutcome>> run)
    {
        var best = new BestSoFar();
        if (!AnsiConsole.Profile.Out.IsTerminal)
        {
            return await run(new Relay(progress => WriteLine(progress, best)));
        }

        SweepOutcome? outcome = null;
        var drawn = time.GetTimestamp() - time.TimestampFrequency;
        await AnsiConsole.Live(new Text("starting")).AutoClear(true).StartAsync(async context =>
        {
            outcome = await run(new Relay(progress =>
            {
                best.Add(progress.Finished);
                if (progress.Finished is not null || time.GetElapsedTime(drawn) >= _redrawEvery)
                {
                    drawn = time.GetTimestamp();
                    context.UpdateTarget(Draw(scenario, progress, best));
                    context.Refresh();
                }
            }));
        });
        return outcome!;
    }

    private static Panel Draw(Scenario scenario, SweepProgress progress, BestSoFar best)
    {
        const int width = 40;
        var done = (int)(width * (progress.TrialsDone + (progress.Trial?.Fraction ?? 0)) / Math.Max(1, progress.TrialsPlanned));
        var bar = new string('█', Math.Min(width, done)) + new string('░', Math.Max(0, width - done));
        var left = progress.TimeLeft is { } time ? $"{NumberText.Span(time)} left" : "";
        var voids = progress.VoidTrials > 0 ? $", {progress.VoidTrials} void" : "";
        var trial = progress.Trial is { } state ? $"{state.Stage}, {state.RequestsDone} requests done, {state.RequestsOpen} open" : "";
        return new Panel(new Rows(
            new Text($"block {progress.Block} of {progress.Blocks}   trial {progress.TrialsDone} of {progress.TrialsPlanned}{voids}   {left}"),
            new Text(bar),
            new Text($"now   {progress.RunningLabel}   {trial}"),
            new Text($"best  {best.Text}")))
            .Header(scenario.Name);
    }

    private static void WriteLine(SweepProgress progress, BestSoFar best)
    {
        best.Add(progress.Finished);
        if (progress.Finished is not { } trial)
        {
            return;
        }

        var state = trial.Status switch
        {
            TrialStatus.Done => BestSoFar.Describe(trial),
            TrialStatus.Void => "VOID: " + trial.Error,
            _ => "FAILED: " + trial.Error,
        };
        var left = progress.TimeLeft is { } time ? $"  ({NumberText.Span(time)} left)" : "";
        Console.WriteLine($"[{progress.TrialsDone}/{progress.TrialsPlanned}] block {progress.Block}/{progress.Blocks}  {progress.RunningLabel}: {state}{left}");
    }

    private sealed class Relay(Action<SweepProgress> report) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value) => report(value);
    }
}
