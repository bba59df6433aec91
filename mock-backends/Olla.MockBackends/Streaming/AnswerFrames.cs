using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Olla.LlmApi;
using Olla.LlmApi.Streaming;

namespace Olla.MockBackends.Streaming;

/// <summary>The events of one streamed answer: bytes that stay the same are made once, so that an event is a few copies.</summary>
internal sealed class AnswerFrames
{
    private readonly Answer _answer;
    private readonly byte[] _before;
    private readonly byte[] _after;

    public AnswerFrames(Answer answer)
    {
        _answer = answer;
        var (before, after) = Content(answer);
        _before = Encoding.UTF8.GetBytes(before);
        _after = Encoding.UTF8.GetBytes(new string('x', answer.Padding) + after);
    }

    /// <summary>Writes what comes before the first content event: OpenAI chat's event with the role, a message or a response without text.</summary>
    public void WriteOpening(IBufferWriter<byte> writer)
    {
        var opening = _answer.Dialect switch
        {
            Dialect.OpenAiChat => OpenAiEvent("\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"logprobs\":null,\"finish_reason\":null"),
            Dialect.AnthropicMessages => MessagesText.Opening(_answer),
            Dialect.OpenAiResponses => ResponsesText.Opening(_answer),
            _ => "",
        };
        Write(writer, opening);
    }

    /// <summary>Writes content event number <paramref name="index"/> with its stamp, taken now.</summary>
    /// <returns>The stamp's time in nanoseconds.</returns>
    public long WriteContent(IBufferWriter<byte> writer, int index)
    {
        var text = _answer.Text[index];
        var span = writer.GetSpan(_before.Length + text.Length + _after.Length + EmissionStamp.MaximumLength + 3);
        _before.CopyTo(span);
        var position = _before.Length;
        text.CopyTo(span[position..]);
        position += text.Length;
        _after.CopyTo(span[position..]);
        position += _after.Length;
        var now = EmissionStamp.Now();
        position += EmissionStamp.Write(span[position..], index, now);
        span[position++] = (byte)'}';
        span[position++] = (byte)'\n';
        if (_answer.Dialect.UsesEventStream())
        {
            span[position++] = (byte)'\n';
        }

        writer.Advance(position);
        return now;
    }

    /// <summary>Writes what follows the last content event: reason, token counts, end mark.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="firstToken">Nanoseconds from the request to the first token.</param>
    /// <param name="total">Nanoseconds from the request to now.</param>
    public void WriteClosing(IBufferWriter<byte> writer, long firstToken, long total)
    {
        if (_answer.Dialect is Dialect.AnthropicMessages or Dialect.OpenAiResponses)
        {
            Write(writer, _answer.Dialect == Dialect.AnthropicMessages ? MessagesText.Closing(_answer) : ResponsesText.Closing(_answer, AnswerWriter.WholeText(_answer)));
            return;
        }

        if (!_answer.Dialect.UsesEventStream())
        {
            Write(writer, OllamaStart(_answer) + AnswerWriter.OllamaText(_answer.Dialect, "\"\"") + "," + AnswerWriter.OllamaEnd(_answer, firstToken, total) + "}\n");
            return;
        }

        var empty = _answer.Dialect == Dialect.OpenAiChat ? "\"delta\":{}" : "\"text\":\"\"";
        // llama.cpp tells its timings in the last event, whichever that is.
        var timings = AnswerWriter.Timings(_answer, firstToken, total);
        Write(writer, OpenAiEvent($"{empty},\"logprobs\":null,\"finish_reason\":\"{_answer.FinishReason}\"", _answer.IncludeUsage ? "" : timings));
        if (_answer.IncludeUsage)
        {
            Write(writer, OpenAiStart(_answer) + "\"choices\":[]," + AnswerWriter.OpenAiUsage(_answer) + timings + "}\n\n");
        }

        Write(writer, "data: [DONE]\n\n");
    }

    private static (string Before, string After) Content(Answer answer) => answer.Dialect switch
    {
        Dialect.OpenAiChat => (OpenAiStart(answer) + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"", "\"},\"logprobs\":null,\"finish_reason\":null}],"),
        Dialect.OpenAiCompletions => (OpenAiStart(answer) + "\"choices\":[{\"index\":0,\"text\":\"", "\",\"logprobs\":null,\"finish_reason\":null}],"),
        Dialect.AnthropicMessages => (MessagesText.BeforeText(), MessagesText.AfterText),
        Dialect.OpenAiResponses => (ResponsesText.BeforeText(), ResponsesText.AfterText),
        Dialect.OllamaChat => (OllamaStart(answer) + "\"message\":{\"role\":\"assistant\",\"content\":\"", "\"},\"done\":false,"),
        _ => (OllamaStart(answer) + "\"response\":\"", "\",\"done\":false,"),
    };

    private string OpenAiEvent(string choice, string more = "") => OpenAiStart(_answer) + "\"choices\":[{\"index\":0," + choice + "}]" + more + "}\n\n";

    private static string OpenAiStart(Answer answer)
    {
        var kind = answer.Dialect == Dialect.OpenAiChat ? "chat.completion.chunk" : "text_completion";
        return "data: {\"id\":\"" + Escape(answer.Id) + "\",\"object\":\"" + kind + "\",\"created\":"
            + answer.Created.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) + ",\"model\":\"" + Escape(answer.Model)
            + "\",\"system_fingerprint\":\"fp_mock\",";
    }

    private static string OllamaStart(Answer answer) =>
        "{\"model\":\"" + Escape(answer.Model) + "\",\"created_at\":\"" + AnswerWriter.OllamaTime(answer.Created) + "\",";

    private static string Escape(string text) => JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();

    private static void Write(IBufferWriter<byte> writer, string text) => Encoding.UTF8.GetBytes(text, writer);
}
