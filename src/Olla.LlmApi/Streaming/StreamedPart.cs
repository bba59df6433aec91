using System.Text.Json;

namespace Olla.LlmApi.Streaming;

/// <summary>What one event of a streamed answer (or one whole answer) says. Its spans point into the bytes that were read.</summary>
public readonly ref struct StreamedPart
{
    /// <summary>The text as it stands in the JSON, without its quotation marks and still escaped; empty if there is none.</summary>
    public ReadOnlySpan<byte> EscapedText { get; init; }

    /// <summary>The same for reasoning (<c>reasoning_content</c>, <c>reasoning</c>, <c>thinking</c>).</summary>
    public ReadOnlySpan<byte> EscapedReasoning { get; init; }

    /// <summary>Why the model stopped; <see cref="FinishReason.None"/> if it goes on.</summary>
    public FinishReason FinishReason { get; init; }

    /// <summary>True for <c>data: [DONE]</c>, an Ollama line with <c>"done":true</c>, <c>message_stop</c> and <c>response.completed</c>: nothing follows.</summary>
    public bool IsEnd { get; init; }

    /// <summary>True if the event is an error object instead of a part of the answer.</summary>
    public bool IsError { get; init; }

    /// <summary>Tokens of the prompt, as the backend counts them; -1 if the event does not say.</summary>
    public int PromptTokens { get; init; }

    /// <summary>Tokens of the answer, as the backend counts them; -1 if the event does not say.</summary>
    public int CompletionTokens { get; init; }

    /// <summary>True if the event carries text that is not empty.</summary>
    public bool HasText => !EscapedText.IsEmpty;

    /// <summary>True if the event carries reasoning that is not empty.</summary>
    public bool HasReasoning => !EscapedReasoning.IsEmpty;

    /// <summary>The text, unescaped. Allocates: for tests and for what is not a hot path.</summary>
    public string GetText() => Unescape(EscapedText);

    private static string Unescape(ReadOnlySpan<byte> escaped)
    {
        var quoted = new byte[escaped.Length + 2];
        quoted[0] = quoted[^1] = (byte)'"';
        escaped.CopyTo(quoted.AsSpan(1));
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        return reader.GetString()!;
    }
}
