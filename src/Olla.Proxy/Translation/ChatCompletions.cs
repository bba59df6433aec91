using System.Text.Json;

namespace Olla.Proxy.Translation;

/// <summary>What both translations want of a whole chat completion.</summary>
internal static class ChatCompletions
{
    /// <summary>The first choice and its message; on failure returns what is wrong with the answer.</summary>
    public static string? FindMessage(JsonElement root, out JsonElement choice, out JsonElement message)
    {
        (choice, message) = (default, default);
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("choices"u8, out var choices)
            && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() > 0)
        {
            choice = choices[0];
            if (choice.ValueKind == JsonValueKind.Object && choice.TryGetProperty("message"u8, out message) && message.ValueKind == JsonValueKind.Object)
            {
                return null;
            }
        }

        var said = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("error"u8, out var error) && error.ValueKind != JsonValueKind.Null
            ? BackendErrors.MessageOf(error)
            : "no message in its first choice";
        return "failed to transform response: " + said;
    }

    /// <summary>What a model thought before it answered, under whichever of the two names the backend uses; or empty.</summary>
    public static string Reasoning(JsonElement message)
    {
        var reasoning = AnthropicBlocks.Text(message, "reasoning");
        return reasoning.Length > 0 ? reasoning : AnthropicBlocks.Text(message, "reasoning_content");
    }
}
