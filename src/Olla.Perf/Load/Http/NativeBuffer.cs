using System.Buffers;
using System.Runtime.InteropServices;

namespace Olla.Perf.Load.Http;

/// <summary>
/// A read buffer outside of the collected heap. Thousands of connections have one each for as long as they live; on the heap the collector
/// would copy all of them from generation to generation, in pauses that the load would feel. The memory is there as long as anybody refers
/// to the buffer, a read that was broken off included.
/// </summary>
internal sealed unsafe class NativeBuffer(int length) : MemoryManager<byte>
{
    private readonly Block _block = new(length);

    public override Span<byte> GetSpan() => new(_block.Start, length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_block.Start + elementIndex, default, this);

    public override void Unpin()
    {
        // It never moves.
    }

    protected override void Dispose(bool disposing)
    {
        // The block goes when nobody refers to it any more.
    }

    private sealed class Block : SafeHandle
    {
        public Block(int length)
            : base(0, ownsHandle: true) => SetHandle((nint)NativeMemory.Alloc((nuint)length));

        public override bool IsInvalid => handle == 0;

        public byte* Start => (byte*)handle;

        protected override bool ReleaseHandle()
        {
            NativeMemory.Free(Start);
            return true;
        }
    }
}
