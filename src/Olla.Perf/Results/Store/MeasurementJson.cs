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
    };

    public static string Write(TrialMeasurement measurement) => JsonSerializer.Serialize(measurement, Options);

    public static TrialMeasurement Read(string json) =>
        JsonSerializer.Deserialize<TrialMeasurement>(json, Options) ?? throw new JsonException("a measurement is null");

    public static string WriteSettings(IReadOnlyDictionary<string, string> settings) => JsonSerializer.Serialize(settings, Options);

    public static IReadOnlyDictionary<string, string> ReadSettings(string json) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(json, Options) ?? [];
}
