using System.Numerics;

namespace Olla.Proxy.Routing;

/// <summary>
/// Turns sets of endpoints into candidate lists and remembers recent ones: a fleet passes through few distinct sets, so nearly
/// every request gets a list that already exists. Safe for any number of threads; a lost race only builds a list twice.
/// </summary>
internal sealed class CandidateLists(Endpoint[] endpoints)
{
    /// <summary>A power of two, well above the number of sets that scopes, models and a few endpoints down make in practice.</summary>
    private const int Slots = 512;

    private readonly Entry?[] _entries = new Entry?[Slots];

    /// <summary>The endpoints of <paramref name="set"/> in configuration order.</summary>
    public ReadOnlyMemory<Endpoint> For(ReadOnlySpan<ulong> set)
    {
        ref var slot = ref _entries[Hash(set) & (Slots - 1)];
        var entry = Volatile.Read(ref slot);
        if (entry is not null && set.SequenceEqual(entry.Words))
        {
            return entry.List;
        }

        entry = new Entry(set.ToArray(), ToList(set));
        Volatile.Write(ref slot, entry);
        return entry.List;
    }

    private Endpoint[] ToList(ReadOnlySpan<ulong> set)
    {
        var count = 0;
        foreach (var word in set)
        {
            count += BitOperations.PopCount(word);
        }

        var list = new Endpoint[count];
        var next = 0;
        for (var word = 0; word < set.Length; word++)
        {
            for (var bits = set[word]; bits != 0; bits &= bits - 1)
            {
                list[next++] = endpoints[(word << 6) + BitOperations.TrailingZeroCount(bits)];
            }
        }

        return list;
    }

    private static uint Hash(ReadOnlySpan<ulong> set)
    {
        // The multiplier is the 64-bit golden ratio; its product's high bits depend on every lower one.
        var hash = 0UL;
        foreach (var word in set)
        {
            hash = (hash ^ word) * 0x9E3779B97F4A7C15;
            hash ^= hash >> 32;
        }

        return (uint)hash;
    }

    private sealed record Entry(ulong[] Words, Endpoint[] List);
}
