using System.Collections.Immutable;
using Olla.Proxy.Providers.Metrics;
using Olla.Proxy.Statistics;

namespace Olla.Proxy.Engines.Delivery;

/// <summary>
/// Remembers of a body that passes by what tells its tokens: of a stream the first and the last event that do and the one
/// that tells why the model stopped, of anything else the end.
/// Ordinary events are searched for a name and not copied; nothing is held back and nothing is allocated. One exchange at a time.
/// </summary>
internal sealed class AnswerTail
{
    private MetricsExtractor? _extractor;
    private ImmutableArray<byte[]> _marks;
    private byte[] _reasonMark = [];
    private bool _isLines;

    // A line that has only begun; of a body that is no stream, its end.
    private KeptBytes _begun;
    private KeptBytes _first;
    private KeptBytes _last;

    // The event that tells why the model stopped: the tokens often come behind it, in one of their own.
    private KeptBytes _reason;

    /// <summary>Starts on an answer; one that may tell no tokens is not looked at.</summary>
    /// <param name="extractor">The rules of its provider; null for none.</param>
    /// <param name="status">Of the answer.</param>
    /// <param name="contentType">Of the answer, or null.</param>
    public void Begin(MetricsExtractor? extractor, int status, string? contentType)
    {
        Release();
        var format = AnswerFormats.Of(contentType);
        if (extractor is null || status is < 200 or > 299 || format == AnswerFormat.Other)
        {
            return;
        }

        _extractor = extractor;
        _isLines = format != AnswerFormat.Document;
        _marks = format == AnswerFormat.Events ? extractor.EventMarks : extractor.LineMarks;
        _reasonMark = format == AnswerFormat.Events ? extractor.ReasonMark : [];
    }

    /// <summary>A piece of the body, without framing.</summary>
    public void Observe(ReadOnlySpan<byte> piece)
    {
        if (_extractor is null || piece.IsEmpty)
        {
            return;
        }

        if (!_isLines)
        {
            _begun.Append(piece);
            return;
        }

        if (_begun.Length > 0)
        {
            var end = piece.IndexOf((byte)'\n');
            _begun.Append(end < 0 ? piece : piece[..end]);
            if (end < 0)
            {
                return;
            }

            EndLine();
            piece = piece[(end + 1)..];
        }

        if (!piece.IsEmpty && piece[^1] != '\n')
        {
            var begin = piece.LastIndexOf((byte)'\n') + 1;
            _begun.Append(piece[begin..]);
            piece = piece[..begin];
        }

        Search(piece);
    }

    /// <summary>The body has ended; what it told, or null. Forgets it.</summary>
    /// <param name="passed">First byte to the end; null when that is not known.</param>
    public ProviderMetrics? Read(TimeSpan? passed)
    {
        if (_extractor is null)
        {
            return null;
        }

        if (_begun.Length > 0)
        {
            EndLine();
        }

        var metrics = _first.Length == 0 ? null : _extractor.Read(_first.Part, _reason.Part, _last.Part, _isLines ? passed : null);
        Release();
        return metrics;
    }

    /// <summary>The line that had only begun is whole.</summary>
    private void EndLine()
    {
        if (_isLines)
        {
            RememberReason(_begun.Bytes);
        }

        if (!_isLines || LastMark(_begun.Bytes) >= 0)
        {
            ref var place = ref (_first.Length == 0 ? ref _first : ref _last);
            place.Release();
            place = _begun;
            _begun = default;
        }

        _begun.Release();
    }

    /// <summary>Looks for the first and the last line that tell something, in whole lines.</summary>
    private void Search(ReadOnlySpan<byte> lines)
    {
        RememberReason(lines);
        var at = LastMark(lines);
        if (at < 0)
        {
            return;
        }

        var last = LineAround(lines, at);
        if (_first.Length == 0)
        {
            var first = LineAround(lines, FirstMark(lines));
            _first.Append(first);
            if (first.Length == last.Length && first.Overlaps(last))
            {
                return;
            }
        }

        _last.Set(last);
    }

    private void RememberReason(ReadOnlySpan<byte> lines)
    {
        if (_reasonMark.Length > 0 && LastOf(_reasonMark, lines) is >= 0 and var at)
        {
            _reason.Set(LineAround(lines, at));
        }
    }

    private int LastMark(ReadOnlySpan<byte> lines)
    {
        var last = -1;
        foreach (var mark in _marks)
        {
            last = Math.Max(last, LastOf(mark, lines));
        }

        return last;
    }

    private static int LastOf(byte[] mark, ReadOnlySpan<byte> lines)
    {
        for (var rest = lines; rest.LastIndexOf(mark) is > 0 and var at; rest = rest[..at])
        {
            if (Tells(lines, at, mark.Length))
            {
                return at;
            }
        }

        return -1;
    }

    private int FirstMark(ReadOnlySpan<byte> lines)
    {
        var first = lines.Length;
        foreach (var mark in _marks)
        {
            for (var from = 0; lines[from..].IndexOf(mark) is >= 0 and var found; from += found + mark.Length)
            {
                if (Tells(lines, from + found, mark.Length))
                {
                    first = Math.Min(first, from + found);
                    break;
                }
            }
        }

        return first;
    }

    /// <summary>Whether the mark at <paramref name="at"/> is a whole name, and of something: many backends write <c>"usage":null</c> into every event but the last.</summary>
    private static bool Tells(ReadOnlySpan<byte> lines, int at, int length) =>
        at > 0 && lines[at - 1] == '"' && !lines[(at + length)..].TrimStart(" :"u8).StartsWith("null"u8);

    private static ReadOnlySpan<byte> LineAround(ReadOnlySpan<byte> lines, int at)
    {
        var begin = lines[..at].LastIndexOf((byte)'\n') + 1;
        var length = lines[begin..].IndexOf((byte)'\n');
        return length < 0 ? lines[begin..] : lines.Slice(begin, length);
    }

    private void Release()
    {
        _extractor = null;
        _begun.Release();
        _first.Release();
        _last.Release();
        _reason.Release();
    }
}
