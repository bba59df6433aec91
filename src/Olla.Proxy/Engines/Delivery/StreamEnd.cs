namespace Olla.Proxy.Engines.Delivery;

/// <summary>
/// Watches a stream whose end is the end of its connection. Its framing cannot tell a whole answer from one that was cut between two events,
/// but the formats of models can: each has a last event. A stream that shows none of these formats ends as it likes,
/// but between two events.
/// </summary>
internal sealed class StreamEnd
{
    private static readonly string[] Done = ["data: [DONE]", "data:[DONE]"];

    /// <summary>What the streams of a format say before their end, and what at their end; an error is an end too, since the client sees it.</summary>
    private static readonly (byte[][] Before, byte[][] Last)[] Strict = Formats(Done);

    /// <summary>The same for servers that may leave out [DONE]: the reason why a model stopped comes with its last word.</summary>
    private static readonly (byte[][] Before, byte[][] Last)[] Tolerant = Formats([.. Done, "\"finish_reason\":\"", "\"finish_reason\": \""]);

    private static readonly int Longest = Tolerant.SelectMany(format => format.Before.Concat(format.Last)).Max(text => text.Length);

    // What a read cut in two is found in the end of one and the beginning of the next.
    private readonly byte[] _seam = new byte[2 * Longest];
    private int _seamLength;
    private readonly (byte[][] Before, byte[][] Last)[] _formats;
    private (byte[][] Before, byte[][] Last)? _format;
    private readonly bool _isLines;
    private bool _sawLast;

    // An error of a server that had begun to stream comes as one JSON document under the type of the stream.
    private byte _first;

    private StreamEnd((byte[][] Before, byte[][] Last)[] formats, bool isLines) => (_formats, _isLines) = (formats, isLines);

    /// <summary>Watches an answer of this type, if it is a stream; null for others.</summary>
    /// <param name="status">Of the answer; what comes with an error is one message, not a stream.</param>
    /// <param name="contentType">Of the answer, or null.</param>
    /// <param name="endsWithDone">Whether the server never leaves out the <c>[DONE]</c> of an OpenAI stream.</param>
    public static StreamEnd? Of(int status, string? contentType, bool endsWithDone) =>
        status < 400 && AnswerFormats.Of(contentType) is var format and (AnswerFormat.Events or AnswerFormat.Lines)
            ? new StreamEnd(endsWithDone ? Strict : Tolerant, format == AnswerFormat.Lines)
            : null;

    /// <summary>Whether the format of the stream has a last event that did not come, or whether what came last came in part.</summary>
    public bool IsMissing => (_format is not null && !_sawLast) || !EndsWhole(_seam.AsSpan(0, _seamLength));

    /// <summary>A piece of the body, without framing.</summary>
    public void Observe(ReadOnlySpan<byte> piece)
    {
        if (_first == 0 && piece.TrimStart(" \t\r\n"u8) is [var first, ..])
        {
            _first = first;
        }

        var head = piece[..Math.Min(piece.Length, Longest)];
        head.CopyTo(_seam.AsSpan(_seamLength));
        Look(_seam.AsSpan(0, _seamLength + head.Length));
        Look(piece);
        var kept = piece.Length >= Longest ? piece[^Longest..] : _seam.AsSpan(Math.Max(0, _seamLength + head.Length - Longest), Math.Min(Longest, _seamLength + head.Length));
        kept.CopyTo(_seam);
        _seamLength = kept.Length;
    }

    private void Look(ReadOnlySpan<byte> bytes)
    {
        for (var index = 0; _format is null && index < _formats.Length; index++)
        {
            if (Holds(bytes, _formats[index].Before))
            {
                _format = _formats[index];
            }
        }

        _sawLast |= _format is { } format && Holds(bytes, format.Last);
    }

    /// <summary>No client reads an event without the blank line behind it, but for [DONE], nor a line whose document is not closed.</summary>
    private bool EndsWhole(ReadOnlySpan<byte> end) => _isLines || _first == '{'
        ? end.TrimEnd("\r\n"u8) is [.., (byte)'}' or (byte)']']
        : end.IndexOf("[DONE]"u8) >= 0 || end.EndsWith("\n\n"u8) || end.EndsWith("\n\r\n"u8);

    private static bool Holds(ReadOnlySpan<byte> bytes, byte[][] texts)
    {
        foreach (var text in texts)
        {
            if (bytes.IndexOf(text) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static (byte[][] Before, byte[][] Last)[] Formats(string[] lastOfOpenAi) =>
    [
        Format(["\"chat.completion.chunk\"", "\"text_completion\""], lastOfOpenAi),
        Format(["\"done\":false", "\"done\": false"], ["\"done\":true", "\"done\": true"]),
        Format(["\"message_start\""], ["\"message_stop\""]),
        Format(["\"response.created\""], ["\"response.completed\"", "\"response.failed\"", "\"response.incomplete\""]),
    ];

    private static (byte[][] Before, byte[][] Last) Format(string[] before, string[] last) =>
        ([.. before.Select(System.Text.Encoding.UTF8.GetBytes)], [.. last.Append("\"error\":").Append("event: error").Select(System.Text.Encoding.UTF8.GetBytes)]);
}
