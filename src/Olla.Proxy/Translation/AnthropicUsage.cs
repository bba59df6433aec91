using System.Text.Json;

namespace Olla.Proxy.Translation;

/// <summary>Token counts of a message.</summary>
internal readonly record struct AnthropicUsage(long InputTokens, long OutputTokens)
{
    /// <summary>From an OpenAI <c>usage</c> object; absent counts are zero.</summary>
    public static AnthropicUsage From(JsonElement usage) => new(Count(usage, "prompt_tokens"), Count(usage, "completion_tokens"));

    private static long Count(JsonElement usage, string name) =>
        usage.TryGetProperty(name, out var count) && count.ValueKind == JsonValueKind.Number && count.TryGetInt64(out var value) ? value : 0;
}
