using Olla.Perf.Load.Arrivals;

namespace Olla.Perf.Scenarios;

/// <summary>A <c>replay</c> phase: its trace is read with the scenario, so that a wrong line is named before anything is started.</summary>
internal static class ReplayBinder
{
    public static LoadPhase? Bind(YamlSection section)
    {
        var file = section.RequiredText("file");
        var column = section.Has("time_column") ? section.Text("time_column", "") : null;
        var unit = ScenarioTerms.TimeUnits[section.Choice("unit", "s", [.. ScenarioTerms.TimeUnits.Keys])];
        var speed = section.Number("speed", 1, 0.001, 1000);
        var during = section.OptionalDuration("during");
        section.RejectUnknown();
        if (file is null)
        {
            return null;
        }

        var place = section.Node("file");
        if (!Path.IsPathRooted(file) && file.Split('/', '\\').Contains(".."))
        {
            section.Complain(place, $"{section.Path}.file: \"{file}\" leaves the scenario's folder; a run takes its traces along, so keep them beside the scenario");
            return null;
        }

        var path = Path.Combine(Path.GetDirectoryName(section.Source) ?? "", file);
        if (!File.Exists(path))
        {
            var folder = Path.GetDirectoryName(path) is { Length: > 0 } given ? given : ".";
            var neighbours = Directory.Exists(folder) ? Directory.GetFiles(folder).Select(Path.GetFileName).OfType<string>() : [];
            section.Complain(place, $"{section.Path}.file: there is no trace at {path}{NearestName.Hint(Path.GetFileName(path), neighbours)}");
            return null;
        }

        try
        {
            var rows = TraceFile.Read(path, column, unit, speed);
            var length = during ?? TimeSpan.FromTicks((rows[^1].Offset / 100) + TimeSpan.TicksPerMillisecond);
            return new LoadPhase { Simulation = LoadSimulation.Replay, During = length, Trace = rows, TraceFile = file };
        }
        catch (FormatException wrong)
        {
            section.Complain(place, $"{section.Path}.file: {wrong.Message}");
            return null;
        }
    }
}
