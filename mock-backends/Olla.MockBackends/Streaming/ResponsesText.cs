namespace Olla.MockBackends.Streaming;

/// <summary>Answers in the words of OpenAI's Responses API: events that build a response, each named in its line <c>event:</c> and in its data.</summary>
internal static class ResponsesText
{
    public const string AfterText = "\",";

    private const string Place = "\"item_id\":\"msg_mock\",\"output_index\":0,\"content_index\":0";

    public static string Opening(Answer answer) =>
        Event("response.created", $"\"response\":{Response(answer, "in_progress", "[]", "null")}")
        + Event("response.in_progress", $"\"response\":{Response(answer, "in_progress", "[]", "null")}")
        + Event("response.output_item.added", "\"output_index\":0,\"item\":{\"id\":\"msg_mock\",\"type\":\"message\",\"status\":\"in_progress\",\"role\":\"assistant\",\"content\":[]}")
        + Event("response.content_part.added", Place + ",\"part\":{\"type\":\"output_text\",\"text\":\"\",\"annotations\":[]}");

    public static string BeforeText() => Start("response.output_text.delta") + Place + ",\"delta\":\"";

    /// <param name="text">Quoted.</param>
    public static string Closing(Answer answer, string text) =>
        Event("response.output_text.done", $"{Place},\"text\":{text}")
        + Event("response.content_part.done", $"{Place},\"part\":{Part(text)}")
        + Event("response.output_item.done", $"\"output_index\":0,\"item\":{Item(answer, text)}")
        + Event(answer.IsCut ? "response.incomplete" : "response.completed", $"\"response\":{Whole(answer, text)}");

    /// <param name="text">Quoted.</param>
    public static string Whole(Answer answer, string text) => Response(
        answer, Status(answer), $"[{Item(answer, text)}]",
        $"{{\"input_tokens\":{answer.PromptTokens},\"input_tokens_details\":{{\"cached_tokens\":0}},\"output_tokens\":{answer.Tokens},\"output_tokens_details\":{{\"reasoning_tokens\":0}},\"total_tokens\":{answer.PromptTokens + answer.Tokens}}}");

    private static string Response(Answer answer, string status, string output, string usage) =>
        $"{{\"id\":{AnswerWriter.Quote(answer.Id)},\"object\":\"response\",\"created_at\":{answer.Created.ToUnixTimeSeconds()},\"status\":\"{status}\",\"error\":null,"
        + $"\"incomplete_details\":{(status == "incomplete" ? "{\"reason\":\"max_output_tokens\"}" : "null")},\"model\":{AnswerWriter.Quote(answer.Model)},\"output\":{output},"
        + $"\"parallel_tool_calls\":true,\"tool_choice\":\"auto\",\"tools\":[],\"usage\":{usage}}}";

    private static string Item(Answer answer, string text) =>
        $"{{\"id\":\"msg_mock\",\"type\":\"message\",\"status\":\"{Status(answer)}\",\"role\":\"assistant\",\"content\":[{Part(text)}]}}";

    private static string Part(string text) => $"{{\"type\":\"output_text\",\"text\":{text},\"annotations\":[]}}";

    private static string Status(Answer answer) => answer.IsCut ? "incomplete" : "completed";

    private static string Event(string type, string rest) => $"{Start(type)}{rest}}}\n\n";

    private static string Start(string type) => $"event: {type}\ndata: {{\"type\":\"{type}\",";
}
