using System.Runtime.InteropServices;

namespace Olla.Proxy.Statistics;

/// <summary>A sum that many threads add to: each processor has a cell on its own cache line, and a reader adds the cells up.</summary>
internal sealed class StripedCounter
{
    private static readonly int Mask = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount) - 1;

    private readonly Cell[] _cells = new Cell[Mask + 1];

    /// <summary>The sum so far; additions that run meanwhile may or may not be in it.</summary>
    public long Value
    {
        get
        {
            long sum = 0;
            foreach (ref var cell in _cells.AsSpan())
            {
                sum += Volatile.Read(ref cell.Value);
            }

            return sum;
        }
    }

    public void Add(long amount) => Interlocked.Add(ref _cells[Thread.GetCurrentProcessorId() & Mask].Value, amount);

    public void Increment() => Add(1);

    // 128 bytes: two cache lines, because processors fetch them in pairs.
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Cell
    {
        [FieldOffset(0)]
        public long Value;
    }
}
