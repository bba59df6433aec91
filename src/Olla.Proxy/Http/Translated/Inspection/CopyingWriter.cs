using System.Buffers;

namespace Olla.Proxy.Http.Translated.Inspection;

/// <summary>Passes everything on to another writer and keeps a copy, up to a limit.</summary>
internal sealed class CopyingWriter(IBufferWriter<byte> inner, int longest) : IBufferWriter<byte>
{
    private readonly ArrayBufferWriter<byte> _copy = new();
    private Memory<byte> _room;
    private bool _isCut;

    /// <summary>The copy; empty when there was more than the limit.</summary>
    public ReadOnlyMemory<byte> Copy => _isCut ? default : _copy.WrittenMemory;

    public Memory<byte> GetMemory(int sizeHint = 0) => _room = inner.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Advance(int count)
    {
        _isCut |= _copy.WrittenCount + count > longest;
        if (_isCut)
        {
            _copy.Clear();
        }
        else
        {
            _copy.Write(_room.Span[..count]);
        }

        _room = _room[count..];
        inner.Advance(count);
    }
}
