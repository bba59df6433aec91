using System.Buffers;

namespace Olla.Proxy.Engines.Olla.Lane;

/// <summary>
/// The shared pool, but for requests of any size: it answers those with an empty block, and Kestrel's writer asks so when a response
/// begins. (Kestrel's own pool cannot be had for connections that its own transport has not accepted.)
/// </summary>
internal sealed class BlockPool : MemoryPool<byte>
{
    private const int Usual = 4096;

    public override int MaxBufferSize => Shared.MaxBufferSize;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => Shared.Rent(Math.Max(minBufferSize, Usual));

    protected override void Dispose(bool disposing)
    {
    }
}
