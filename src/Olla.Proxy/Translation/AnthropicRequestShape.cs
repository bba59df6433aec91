using System.Text.Json;

namespace Olla.Proxy.Translation;

/// <summary>The types that a Messages API request demands of the fields it knows.</summary>
internal static class AnthropicRequestShape
{
    private static readonly (string Name, string Wanted, Func<JsonElement, bool> Fits)[] Fields =
    [
        ("max_tokens", "an integer", IsInteger),
        ("top_k", "an integer", IsInteger),
        ("temperature", "a number", value => value.ValueKind == JsonValueKind.Number),
        ("top_p", "a number", value => value.ValueKind == JsonValueKind.Number),
        ("stream", "true or false", value => value.ValueKind is JsonValueKind.True or JsonValueKind.False),
        ("stop_sequences", "an array of strings", value => IsArrayOf(value, item => item.ValueKind == JsonValueKind.String)),
        ("tools", "an array of objects", value => IsArrayOf(value, item => item.ValueKind == JsonValueKind.Object)),
        ("metadata", "an object", value => value.ValueKind == JsonValueKind.Object),
        ("messages", "an array of objects", value => IsArrayOf(value, item => item.ValueKind == JsonValueKind.Object)),
        ("system", "a string or an array of blocks", value => value.ValueKind is JsonValueKind.String or JsonValueKind.Array),
    ];

    /// <summary>The first field of a wrong type, in words, or null.</summary>
    public static string? FindProblem(JsonElement root)
    {
        foreach (var (name, wanted, fits) in Fields)
        {
            if (root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null && !fits(value))
            {
                return $"{name} must be {wanted}, got {value.ValueKind}";
            }
        }

        return null;
    }

    private static bool IsInteger(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _);

    private static bool IsArrayOf(JsonElement value, Func<JsonElement, bool> fits) =>
        value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(fits);
}
