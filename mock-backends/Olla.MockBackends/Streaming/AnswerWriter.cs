using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Olla.LlmApi;

namespace Olla.MockBackends.Streaming;

/// <summary>Writes answers that are not streamed, and the parts that both kinds share.</summary>
internal static class AnswerWriter
{
    /// <summary>The whole answer as one JSON object.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="firstToken">Nanoseconds from the request to the first token.</param>
    /// <param name="total">Nanoseconds from the request to now.</param>
    public static byte[] Write(Answer answer, long firstToken, long total)
    {
        var text = WholeText(answer);
        var body = answer.Dialect switch
        {
            Dialect.OpenAiChat or Dialect.OpenAiCompletions => OpenAi(answer, text, firstToken, total),
            Dialect.AnthropicMessages => MessagesText.Whole(answer, text),
            Dialect.OpenAiResponses => ResponsesText.Whole(answer, text),
            _ => $"{{\"model\":{Quote(answer.Model)},\"created_at\":\"{OllamaTime(answer.Created)}\",{OllamaText(answer.Dialect, text)},{OllamaEnd(answer, firstToken, total)}}}",
        };
        return Encoding.UTF8.GetBytes(body);
    }

    /// <summary>The error object of a dialect.</summary>
    public static byte[] WriteError(Dialect dialect, int status, string message)
    {
        var kind = status == 429 ? "rate_limit_error" : "server_error";
        return Encoding.UTF8.GetBytes(dialect == Dialect.AnthropicMessages ? MessagesText.Error(status, Quote(message)) : dialect.UsesEventStream()
            ? $"{{\"error\":{{\"message\":{Quote(message)},\"type\":\"{kind}\",\"param\":null,\"code\":{status}}}}}"
            : $"{{\"error\":{Quote(message)}}}");
    }

    /// <summary>All of the text, quoted.</summary>
    internal static string WholeText(Answer answer) => Quote(answer.Text.Take(answer.Tokens) + new string('x', answer.Padding));

    internal static string OpenAiUsage(Answer answer) =>
        $"\"usage\":{{\"prompt_tokens\":{answer.PromptTokens},\"completion_tokens\":{answer.Tokens},\"total_tokens\":{answer.PromptTokens + answer.Tokens}}}";

    /// <summary>A further field with llama.cpp's timings, its comma before it; or nothing.</summary>
    internal static string Timings(Answer answer, long firstToken, long total)
    {
        if (!answer.HasTimings)
        {
            return "";
        }

        var (prompt, predicted) = (firstToken / 1e6, Math.Max(0, total - firstToken) / 1e6);
        return string.Create(CultureInfo.InvariantCulture,
            $",\"timings\":{{\"cache_n\":0,\"prompt_n\":{answer.PromptTokens},{Pace("prompt", prompt, answer.PromptTokens)},\"predicted_n\":{answer.Tokens},{Pace("predicted", predicted, answer.Tokens)}}}");
    }

    internal static string OllamaText(Dialect dialect, string quoted) =>
        dialect == Dialect.OllamaChat ? $"\"message\":{{\"role\":\"assistant\",\"content\":{quoted}}}" : $"\"response\":{quoted}";

    internal static string OllamaEnd(Answer answer, long firstToken, long total) =>
        $"\"done\":true,\"done_reason\":\"{answer.FinishReason}\",\"total_duration\":{total},\"load_duration\":0,\"prompt_eval_count\":{answer.PromptTokens},"
        + $"\"prompt_eval_duration\":{firstToken},\"eval_count\":{answer.Tokens},\"eval_duration\":{Math.Max(0, total - firstToken)}";

    internal static string OllamaTime(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static string OpenAi(Answer answer, string text, long firstToken, long total)
    {
        var isChat = answer.Dialect == Dialect.OpenAiChat;
        var choice = isChat ? $"\"message\":{{\"role\":\"assistant\",\"content\":{text},\"refusal\":null}}" : $"\"text\":{text}";
        return $"{{\"id\":{Quote(answer.Id)},\"object\":\"{(isChat ? "chat.completion" : "text_completion")}\",\"created\":{answer.Created.ToUnixTimeSeconds()},"
            + $"\"model\":{Quote(answer.Model)},\"system_fingerprint\":\"fp_mock\",\"choices\":[{{\"index\":0,{choice},\"logprobs\":null,"
            + $"\"finish_reason\":\"{answer.FinishReason}\"}}],{OpenAiUsage(answer)}{Timings(answer, firstToken, total)}}}";
    }

    private static string Pace(string name, double milliseconds, int tokens) => string.Create(
        CultureInfo.InvariantCulture,
        $"\"{name}_ms\":{milliseconds:0.###},\"{name}_per_token_ms\":{milliseconds / Math.Max(1, tokens):0.###},\"{name}_per_second\":{(milliseconds > 0 ? tokens * 1000 / milliseconds : 0):0.###}");

    internal static string Quote(string text) => "\"" + JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping) + "\"";
}
