using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Olla.Proxy.Models.Parsing;

/// <summary>Forgiving access to fields of lists that others write: a field of the wrong kind counts as absent.</summary>
internal static class JsonFields
{
    extension(JsonElement element)
    {
        /// <summary>A text that is not empty, or null.</summary>
        public string? Text(string name) =>
            Field(element, name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text ? text : null;

        public ImmutableArray<string> Texts(string name) => Field(element, name) is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
            : [];

        /// <summary>A whole number that is not negative, or zero.</summary>
        public long Number(string name) =>
            Field(element, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number) && number is > 0 and < 9e18 ? (long)number : 0;

        public bool Flag(string name) => Field(element, name).ValueKind == JsonValueKind.True;

        public JsonElement Section(string name) => Field(element, name) is { ValueKind: JsonValueKind.Object } section ? section : default;

        /// <summary>Seconds since 1970; zero and nonsense count as absent.</summary>
        public DateTimeOffset? UnixTime(string name) =>
            element.Number(name) is > 0 and < 100_000_000_000 and var seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

        /// <summary>An RFC 3339 moment.</summary>
        public DateTimeOffset? Time(string name) =>
            element.Text(name) is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
    }

    private static JsonElement Field(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;
}
