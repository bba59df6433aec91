using System.Text.Json;
using System.Text.Json.Serialization;

namespace Olla.Perf.Results.Log;

/// <summary>How the header is written into the files' metadata.</summary>
internal static class TrialLogJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        RespectNullableAnnotations = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };
}
