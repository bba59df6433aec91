namespace Olla.Proxy.Routing;

/// <summary>
/// A set of endpoints as bits over their positions in one <see cref="RoutingTable"/>. Lives on the caller's stack, so that a
/// request can narrow its candidates step by step without allocating.
/// </summary>
internal readonly ref struct EndpointSet(Span<ulong> words)
{
    private readonly Span<ulong> _words = words;

    public ReadOnlySpan<ulong> Words => _words;

    public bool IsEmpty => _words.IndexOfAnyExcept(0UL) < 0;

    /// <summary>How many words a set over <paramref name="endpoints"/> endpoints takes.</summary>
    public static int WordsFor(int endpoints) => (endpoints + 63) >> 6;

    public void Add(int position) => _words[position >> 6] |= 1UL << position;

    public void CopyFrom(ReadOnlySpan<ulong> other) => other.CopyTo(_words);

    public void UnionWith(ReadOnlySpan<ulong> other)
    {
        for (var word = 0; word < _words.Length; word++)
        {
            _words[word] |= other[word];
        }
    }

    public void IntersectWith(ReadOnlySpan<ulong> other)
    {
        for (var word = 0; word < _words.Length; word++)
        {
            _words[word] &= other[word];
        }
    }

    /// <summary>Whether at least one endpoint is in both sets.</summary>
    public bool Overlaps(ReadOnlySpan<ulong> other)
    {
        for (var word = 0; word < _words.Length; word++)
        {
            if ((_words[word] & other[word]) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Narrows to what is also in <paramref name="other"/>, unless nothing would be left: a preference, not a rule.</summary>
    public void PreferWithin(ReadOnlySpan<ulong> other)
    {
        if (Overlaps(other))
        {
            IntersectWith(other);
        }
    }
}
