namespace Olla.Proxy.Routing;

/// <summary>
/// Strings for model names that no list knows, so that a client repeating one does not cost a string per request. Bounded, and
/// safe for any number of threads: a lost race only makes a string twice.
/// </summary>
internal sealed class ModelNames
{
    /// <summary>A power of two; names beyond it share slots and then cost a string again.</summary>
    private const int Slots = 256;

    private readonly string?[] _names = new string?[Slots];

    public string Of(ReadOnlySpan<char> name)
    {
        ref var slot = ref _names[string.GetHashCode(name) & (Slots - 1)];
        var known = Volatile.Read(ref slot);
        if (known is not null && name.SequenceEqual(known))
        {
            return known;
        }

        known = name.ToString();
        Volatile.Write(ref slot, known);
        return known;
    }
}
