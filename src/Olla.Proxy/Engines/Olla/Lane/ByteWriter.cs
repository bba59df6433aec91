using System.Buffers.Text;

namespace Olla.Proxy.Engines.Olla.Lane;

/// <summary>Writes a head into a span from left to right. Once something did not fit, nothing more is written and <see cref="Overflowed"/> says so.</summary>
internal ref struct ByteWriter(Span<byte> target)
{
    private readonly Span<byte> _target = target;

    public int Length { get; private set; }

    public bool Overflowed { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (Overflowed || bytes.Length > _target.Length - Length)
        {
            Overflowed = true;
            return;
        }
        bytes.CopyTo(_target[Length..]);
        Length += bytes.Length;
    }

    public void Write(long number)
    {
        if (!Overflowed && Utf8Formatter.TryFormat(number, _target[Length..], out var written)) Length += written;
        else Overflowed = true;
    }

    /// <summary>Text of one byte a character.</summary>
    public void Write(string text)
    {
        if (Overflowed || text.Length > _target.Length - Length) Overflowed = true;
        else Length += System.Text.Encoding.Latin1.GetBytes(text, _target[Length..]);
    }

    /// <summary>A whole field line.</summary>
    public void WriteField(ReadOnlySpan<byte> name, long value)
    {
        Write(name);
        Write(": "u8);
        Write(value);
        Write("\r\n"u8);
    }

    /// <summary>A whole field line.</summary>
    public void WriteField(ReadOnlySpan<byte> name, string value)
    {
        Write(name);
        Write(": "u8);
        Write(value);
        Write("\r\n"u8);
    }

    /// <summary>A whole field line.</summary>
    public void WriteField(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Write(name);
        Write(": "u8);
        Write(value);
        Write("\r\n"u8);
    }
}
