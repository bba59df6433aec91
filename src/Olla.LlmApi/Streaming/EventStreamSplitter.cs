namespace Olla.LlmApi.Streaming;

/// <summary>
/// Splits an event stream (WHATWG HTML, section 9.2) into events, however the bytes are cut. One instance serves one stream, from one
/// thread at a time. An event that arrives whole in one read is returned as a slice of it; only fragments are copied.
/// </summary>
/// <remarks>
/// Lines may end with LF, CR or CRLF. Comments and the fields <c>id</c> and <c>retry</c> are skipped. An event counts as soon as its
/// empty line is there: a CR at the end of a read does not wait for an LF that may never come.
/// </remarks>
/// <param name="maximumEventLength">Longest line or event in bytes; a longer one throws <see cref="InvalidDataException"/>.</param>
public sealed class EventStreamSplitter(int maximumEventLength = 16 * 1024 * 1024)
{
    private readonly ByteAccumulator _line = new(maximumEventLength);
    private readonly ByteAccumulator _data = new(maximumEventLength);
    private readonly ByteAccumulator _type = new(maximumEventLength);
    private bool _hasData;
    private bool _skipLineFeed;
    private bool _started;
    private bool _returned;

    /// <summary>True if bytes of an unfinished event are held: a stream that ends now was cut.</summary>
    public bool HoldsPartialEvent => !_returned && (_line.Length > 0 || _hasData || _type.Length > 0);

    /// <summary>Takes the next event from <paramref name="bytes"/> and moves it on behind that event.</summary>
    /// <returns>False if the bytes are used up; what they began is kept for the next call.</returns>
    /// <exception cref="InvalidDataException">An event is longer than the limit.</exception>
    public bool TryRead(scoped ref ReadOnlySpan<byte> bytes, out ServerSentEvent streamEvent)
    {
        if (_returned)
        {
            _data.Clear();
            _type.Clear();
            _hasData = false;
            _returned = false;
        }

        // The first data line of an event stays a slice of the read as long as nothing must be joined to it.
        ReadOnlySpan<byte> slice = default;
        while (TryTakeLine(ref bytes, out var line, out var isSlice))
        {
            if (line.IsEmpty)
            {
                _line.Clear();
                if (_hasData)
                {
                    _returned = true;
                    streamEvent = new ServerSentEvent(_type.Content, _data.Length > 0 ? _data.Content : slice);
                    return true;
                }

                _type.Clear();
                continue;
            }

            var value = FieldValue(line, out var field);
            if (field == Field.Type)
            {
                _type.Clear();
                _type.Append(value);
            }
            else if (field == Field.Data)
            {
                AddData(value, isSlice, ref slice);
            }

            _line.Clear();
        }

        if (!slice.IsEmpty)
        {
            _data.Append(slice);
        }

        streamEvent = default;
        return false;
    }

    private void AddData(ReadOnlySpan<byte> value, bool isSlice, scoped ref ReadOnlySpan<byte> slice)
    {
        if (!_hasData && isSlice)
        {
            slice = value;
        }
        else
        {
            _data.Append(slice);
            slice = default;
            if (_hasData)
            {
                _data.Append("\n"u8);
            }

            _data.Append(value);
        }

        _hasData = true;
    }

    private bool TryTakeLine(scoped ref ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> line, out bool isSlice)
    {
        line = default;
        isSlice = false;
        if (_skipLineFeed && !bytes.IsEmpty)
        {
            _skipLineFeed = false;
            if (bytes[0] == (byte)'\n')
            {
                bytes = bytes[1..];
            }
        }

        var end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
        if (end < 0)
        {
            _line.Append(bytes);
            bytes = default;
            return false;
        }

        isSlice = _line.Length == 0;
        if (isSlice)
        {
            line = bytes[..end];
        }
        else
        {
            _line.Append(bytes[..end]);
            line = _line.Content;
        }

        _skipLineFeed = bytes[end] == (byte)'\r';
        bytes = bytes[(end + 1)..];
        if (_skipLineFeed && !bytes.IsEmpty)
        {
            _skipLineFeed = false;
            bytes = bytes[0] == (byte)'\n' ? bytes[1..] : bytes;
        }

        if (!_started)
        {
            _started = true;
            line = line.StartsWith("\uFEFF"u8) ? line[3..] : line;
        }

        return true;
    }

    private static ReadOnlySpan<byte> FieldValue(ReadOnlySpan<byte> line, out Field field)
    {
        var colon = line.IndexOf((byte)':');
        var name = colon < 0 ? line : line[..colon];
        field = name.SequenceEqual("data"u8) ? Field.Data : name.SequenceEqual("event"u8) ? Field.Type : Field.Other;
        var value = colon < 0 ? default : line[(colon + 1)..];
        return !value.IsEmpty && value[0] == (byte)' ' ? value[1..] : value;
    }

    private enum Field
    {
        Other,
        Data,
        Type,
    }
}
