using Olla.Perf.Load.Arrivals;

namespace Olla.Perf.Scenarios;

/// <summary>A <c>replay</c> phase: its trace is read with the scenario, so that a wrong line is named before anything is started.</summary>
internal static class ReplayBinder
{
    public static LoadPhase? Bind(YamlSection section)
    {
        var path = CompanionFile.Find(section, "file", "trace");
        var column = section.Has("time_column") ? section.Text("time_column", "") : null;
        var unit = ScenarioTerms.TimeUnits[section.Choice("unit", "s", [.. ScenarioTerms.TimeUnits.Keys])];
        var speed = section.Number("speed", 1, 0.001, 1000);
        var during = section.OptionalDuration("during");
        section.RejectUnknown();
        if (path is null)
        {
            return null;
        }

        try
        {
            var rows = TraceFile.Read(path, column, unit, speed);
            var length = during ?? TimeSpan.FromTicks((rows[^1].Offset / 100) + TimeSpan.TicksPerMillisecond);
            return new LoadPhase { Simulation = LoadSimulation.Replay, During = length, Trace = rows, TraceFile = section.Text("file", "") };
        }
        catch (FormatException wrong)
        {
            section.Complain(section.Node("file"), $"{section.Path}.file: {wrong.Message}");
            return null;
        }
    }
}
