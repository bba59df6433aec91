using System.Buffers;
using Olla.Proxy.Providers.Metrics;

namespace Olla.Proxy.Engines.Delivery;

/// <summary>Bytes kept from a body that passes by, in pooled memory; of too many, the last.</summary>
internal struct KeptBytes
{
    private const int Most = 8 * 1024;

    private byte[]? _room;
    private bool _isCut;

    public int Length { get; private set; }

    public readonly ReadOnlySpan<byte> Bytes => _room.AsSpan(0, Length);

    public readonly AnswerPart Part => new(Bytes, _isCut);

    public void Set(ReadOnlySpan<byte> bytes)
    {
        (Length, _isCut) = (0, false);
        Append(bytes);
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var excess = Length + bytes.Length - Most;
        if (excess > 0)
        {
            _isCut = true;
            var dropped = Math.Min(excess, Length);
            bytes = bytes[(excess - dropped)..];
            _room.AsSpan(dropped, Length - dropped).CopyTo(_room);
            Length -= dropped;
        }

        Grow(Length + bytes.Length);
        bytes.CopyTo(_room.AsSpan(Length));
        Length += bytes.Length;
    }

    public void Release()
    {
        if (_room is not null)
        {
            ArrayPool<byte>.Shared.Return(_room);
        }

        this = default;
    }

    private void Grow(int length)
    {
        if (_room?.Length >= length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(length);
        Bytes.CopyTo(larger);
        if (_room is not null)
        {
            ArrayPool<byte>.Shared.Return(_room);
        }

        _room = larger;
    }
}
