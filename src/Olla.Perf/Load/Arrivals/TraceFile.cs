using System.Globalization;
using System.Text.Json;
using Olla.Perf.Scenarios;

namespace Olla.Perf.Load.Arrivals;

/// <summary>
/// Reads recorded arrivals: CSV with a header, or one JSON object a line. A column holds the time, as a number or as a date; two more may
/// hold the lengths of prompt and answer. The public traces of Azure, BurstGPT and Mooncake read as they are.
/// </summary>
internal static class TraceFile
{
    private static readonly string[] PromptColumns = ["prompt_tokens", "input_length", "ContextTokens", "Request tokens"];
    private static readonly string[] OutputColumns = ["output_tokens", "output_length", "GeneratedTokens", "Response tokens"];
    private static readonly string[] TimeColumns = ["timestamp", "TIMESTAMP", "Timestamp", "time"];

    /// <summary>The rows, the first at 0, in order of time.</summary>
    /// <param name="timeColumn">Null looks for the usual names.</param>
    /// <param name="unit">Nanoseconds of one unit of a time that is a number.</param>
    /// <param name="speed">2 plays the trace twice as fast.</param>
    /// <exception cref="FormatException">The message begins with the file and the line.</exception>
    public static IReadOnlyList<TraceRow> Read(string path, string? timeColumn, double unit, double speed)
    {
        var isJson = Path.GetExtension(path) is ".jsonl" or ".ndjson" or ".json";
        var rows = new List<(double Time, int Prompt, int Output)>();
        string[] header = [];
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (line.Length == 0)
            {
                continue;
            }

            if (!isJson && header.Length == 0)
            {
                header = [.. line.Split(',').Select(name => name.Trim().Trim('"'))];
                if (Find(header, timeColumn, TimeColumns) is null)
                {
                    throw new FormatException($"{path}:{number}: no column \"{timeColumn ?? "timestamp"}\"; the columns are {string.Join(", ", header)}{NearestName.Hint(timeColumn ?? "timestamp", header)}");
                }

                continue;
            }

            var cells = isJson ? ReadJson(line, path, number) : ReadCells(line, header);
            var name = Find([.. cells.Keys], timeColumn, TimeColumns) ?? throw new FormatException($"{path}:{number}: no \"{timeColumn ?? "timestamp"}\" in this line");
            rows.Add((Time(cells[name], unit) ?? throw new FormatException($"{path}:{number}: \"{cells[name]}\" is no time; allowed: a number, or a date such as 2024-05-12T10:00:00Z"),
                Length(cells, PromptColumns), Length(cells, OutputColumns)));
        }

        if (rows.Count == 0)
        {
            throw new FormatException($"{path}:{Math.Max(1, number)}: no arrival in this file");
        }

        var first = rows.Min(row => row.Time);
        return [.. rows.OrderBy(row => row.Time).Select(row => new TraceRow((long)((row.Time - first) / speed), row.Prompt, row.Output))];
    }

    private static string? Find(IReadOnlyList<string> names, string? wanted, string[] usual) =>
        wanted is not null ? names.FirstOrDefault(name => name == wanted) : usual.FirstOrDefault(names.Contains);

    private static Dictionary<string, string> ReadCells(string line, string[] header)
    {
        var cells = line.Split(',');
        return header.Take(cells.Length).Select((name, index) => (name, Value: cells[index].Trim().Trim('"'))).DistinctBy(cell => cell.name).ToDictionary(cell => cell.name, cell => cell.Value);
    }

    private static Dictionary<string, string> ReadJson(string line, string path, int number)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.EnumerateObject()
                .Where(property => property.Value.ValueKind is JsonValueKind.Number or JsonValueKind.String)
                .ToDictionary(property => property.Name, property => property.Value.ToString());
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new FormatException($"{path}:{number}: no JSON object; a .jsonl trace has one a line");
        }
    }

    private static double? Time(string text, double unit) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value * unit
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? (date - DateTimeOffset.UnixEpoch).TotalMicroseconds * 1e3
        : null;

    private static int Length(Dictionary<string, string> cells, string[] names) =>
        names.FirstOrDefault(cells.ContainsKey) is { } name && double.TryParse(cells[name], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? (int)Math.Clamp(value, 0, 1_000_000) : 0;
}
