using System.Buffers.Text;
using System.Diagnostics;

namespace Olla.LlmApi.Streaming;

/// <summary>
/// The sequence number and emission time that mock backends put into every content event, as the last property before the closing
/// brace: <c>"stamp":{"seq":3,"ns":123456789}</c>. Official clients ignore it.
/// </summary>
public static class EmissionStamp
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>The longest stamp in bytes: two 64-bit numbers and the fixed text around them.</summary>
    public const int MaximumLength = 64;

    /// <summary>Nanoseconds of the monotonic clock that all processes of one host share.</summary>
    public static long Now() => ToNanoseconds(Stopwatch.GetTimestamp());

    /// <summary>Converts a <see cref="Stopwatch"/> time stamp to nanoseconds without loss.</summary>
    public static long ToNanoseconds(long timestamp) =>
        Stopwatch.Frequency == NanosecondsPerSecond
            ? timestamp
            : (timestamp / Stopwatch.Frequency * NanosecondsPerSecond) + (timestamp % Stopwatch.Frequency * NanosecondsPerSecond / Stopwatch.Frequency);

    /// <summary>Writes the property, without comma or brace around it.</summary>
    /// <param name="destination">At least <see cref="MaximumLength"/> bytes.</param>
    /// <param name="sequence">Number of the event in its answer, from 0.</param>
    /// <param name="nanoseconds">Emission time, see <see cref="Now"/>.</param>
    /// <returns>The number of bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public static int Write(Span<byte> destination, long sequence, long nanoseconds)
    {
        if (destination.Length < MaximumLength)
        {
            throw new ArgumentException($"A stamp needs {MaximumLength} bytes.", nameof(destination));
        }

        var position = Copy("\"stamp\":{\"seq\":"u8, destination, 0);
        Utf8Formatter.TryFormat(sequence, destination[position..], out var digits);
        position = Copy(",\"ns\":"u8, destination, position + digits);
        Utf8Formatter.TryFormat(nanoseconds, destination[position..], out digits);
        position += digits;
        destination[position++] = (byte)'}';
        return position;
    }

    /// <summary>Finds the stamp of one event: a line with or without <c>data:</c> and line end, or the event's data.</summary>
    /// <returns>False if the event carries no stamp.</returns>
    public static bool TryRead(ReadOnlySpan<byte> line, out long sequence, out long nanoseconds)
    {
        sequence = 0;
        nanoseconds = 0;

        // Inside a JSON string the quotation marks would be escaped, so the name with its marks is the property. The last one is ours.
        var position = line.LastIndexOf("\"stamp\""u8);
        if (position < 0)
        {
            return false;
        }

        var cursor = new Cursor(line[(position + "\"stamp\""u8.Length)..]);
        return cursor.Take(":"u8) && cursor.Take("{"u8) && cursor.Take("\"seq\""u8) && cursor.Take(":"u8) && cursor.TakeNumber(out sequence)
            && cursor.Take(","u8) && cursor.Take("\"ns\""u8) && cursor.Take(":"u8) && cursor.TakeNumber(out nanoseconds) && cursor.Take("}"u8);
    }

    private static int Copy(ReadOnlySpan<byte> text, Span<byte> destination, int position)
    {
        text.CopyTo(destination[position..]);
        return position + text.Length;
    }

    /// <summary>Reads expected text, forgiving the spaces that a gateway may add when it writes the JSON anew.</summary>
    private ref struct Cursor(ReadOnlySpan<byte> text)
    {
        private ReadOnlySpan<byte> _rest = text;

        public bool Take(ReadOnlySpan<byte> expected)
        {
            SkipSpaces();
            if (!_rest.StartsWith(expected))
            {
                return false;
            }

            _rest = _rest[expected.Length..];
            return true;
        }

        public bool TakeNumber(out long value)
        {
            SkipSpaces();
            if (!Utf8Parser.TryParse(_rest, out value, out int consumed))
            {
                return false;
            }

            _rest = _rest[consumed..];
            return true;
        }

        private void SkipSpaces()
        {
            while (!_rest.IsEmpty && _rest[0] == (byte)' ')
            {
                _rest = _rest[1..];
            }
        }
    }
}
