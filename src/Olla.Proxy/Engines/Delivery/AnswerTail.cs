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
    private NameSearch _names = null!;
    private int _reasonName;
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
        (_names, _reasonName) = format == AnswerFormat.Events ? (extractor.EventNames, MetricsExtractor.ReasonName) : (extractor.LineNames, -1);
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
        var (tells, tellsReason) = (!_isLines, false);
        for (var at = 0; _isLines && (at = _names.Next(_begun.Bytes, at, out var name)) > 0;)
        {
            tellsReason |= name == _reasonName;
            tells |= name != _reasonName;
        }

        if (tellsReason)
        {
            _reason.Set(_begun.Bytes);
        }

        if (tells)
        {
            ref var place = ref (_first.Length == 0 ? ref _first : ref _last);
            place.Release();
            place = _begun;
            _begun = default;
        }

        _begun.Release();
    }

    /// <summary>Looks for the lines that tell something, in whole lines.</summary>
    private void Search(ReadOnlySpan<byte> lines)
    {
        ReadOnlySpan<byte> first = default, reason = default, last = default;
        for (var at = 0; (at = _names.Next(lines, at, out var name)) > 0;)
        {
            var line = LineAround(lines, at);
            if (name == _reasonName)
            {
                reason = line;
            }
            else if (_first.Length == 0)
            {
                first = line;
                _first.Append(line);
            }
            else if (!line.Overlaps(first))
            {
                last = line;
            }
        }

        if (!reason.IsEmpty)
        {
            _reason.Set(reason);
        }

        if (!last.IsEmpty)
        {
            _last.Set(last);
        }
    }

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
