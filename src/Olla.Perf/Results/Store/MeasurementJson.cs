using System.Text.Json;
using System.Text.Json.Serialization;

namespace Olla.Perf.Results.Store;

/// <summary>How measurements are written in the store: JSON, with NaN for a request that failed.</summary>
internal static class MeasurementJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        // A damaged store must fail here, where its trial is known, and not as a null somewhere in the analysis.
        RespectNullableAnnotations = true,
    };

    public static string Write(TrialMeasurement measurement) => JsonSerializer.Serialize(measurement, Options);

    public static TrialMeasurement Read(string json)
    {
        var read = JsonSerializer.Deserialize<TrialMeasurement>(json, Options) ?? throw new JsonException("a measurement is null");
        return read.Distributions.Values.Any(points => points is null) || read.TimeLines.Values.Any(points => points is null) || read.VoidReasons.Any(reason => reason is null)
            ? throw new JsonException("a list of the measurement is null")
            : read;
    }

    public static string WriteSettings(IReadOnlyDictionary<string, string> settings) => JsonSerializer.Serialize(settings, Options);

    public static IReadOnlyDictionary<string, string> ReadSettings(string json)
    {
        var read = JsonSerializer.Deserialize<Dictionary<string, string>>(json, Options) ?? throw new JsonException("the settings are null");
        return read.Values.Any(value => value is null) ? throw new JsonException("a setting is null") : read;
    }
}
