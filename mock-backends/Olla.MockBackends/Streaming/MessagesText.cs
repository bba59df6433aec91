namespace Olla.MockBackends.Streaming;

/// <summary>Answers in the words of Anthropic's Messages API. Every event is named twice there, in its line <c>event:</c> and in its data.</summary>
internal static class MessagesText
{
    public const string AfterText = "\"},";

    /// <summary>The message without content, and the block that the text goes into.</summary>
    public static string Opening(Answer answer) =>
        Event("message_start", $"\"message\":{{{Head(answer)},\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{{\"input_tokens\":{answer.PromptTokens},\"output_tokens\":1}}}}")
        + Event("content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}");

    public static string BeforeText() => Start("content_block_delta") + "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"";

    public static string Closing(Answer answer) =>
        Event("content_block_stop", "\"index\":0")
        + Event("message_delta", $"\"delta\":{{\"stop_reason\":\"{StopReason(answer)}\",\"stop_sequence\":null}},\"usage\":{{\"output_tokens\":{answer.Tokens}}}")
        + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

    /// <param name="text">Quoted.</param>
    public static string Whole(Answer answer, string text) =>
        $"{{{Head(answer)},\"content\":[{{\"type\":\"text\",\"text\":{text}}}],\"stop_reason\":\"{StopReason(answer)}\",\"stop_sequence\":null,"
        + $"\"usage\":{{\"input_tokens\":{answer.PromptTokens},\"output_tokens\":{answer.Tokens}}}}}";

    /// <param name="message">Quoted.</param>
    public static string Error(int status, string message) =>
        $"{{\"type\":\"error\",\"error\":{{\"type\":\"{(status == 429 ? "rate_limit_error" : "api_error")}\",\"message\":{message}}}}}";

    private static string Head(Answer answer) =>
        $"\"id\":{AnswerWriter.Quote(answer.Id)},\"type\":\"message\",\"role\":\"assistant\",\"model\":{AnswerWriter.Quote(answer.Model)}";

    private static string StopReason(Answer answer) => answer.IsCut ? "max_tokens" : "end_turn";

    private static string Event(string type, string rest) => $"{Start(type)}{rest}}}\n\n";

    private static string Start(string type) => $"event: {type}\ndata: {{\"type\":\"{type}\",";
}
