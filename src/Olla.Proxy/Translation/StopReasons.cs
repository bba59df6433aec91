namespace Olla.Proxy.Translation;

/// <summary>Why a message ended, in the Messages API's words.</summary>
internal static class StopReasons
{
    public const string ToolUse = "tool_use";

    /// <summary>From OpenAI's <c>finish_reason</c>. Some servers say <c>stop</c> although they called a tool: the call wins.</summary>
    public static string From(string? finishReason, bool calledTool) => finishReason switch
    {
        "length" => "max_tokens",
        "content_filter" => "refusal",
        "tool_calls" or "function_call" => ToolUse,
        _ => calledTool ? ToolUse : "end_turn",
    };
}
