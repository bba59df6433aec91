namespace Olla.Proxy.Http;

/// <summary>Points to the generation in force.</summary>
internal sealed class GenerationHolder(Generation first)
{
    private Generation _current = first;

    public Generation Current => Volatile.Read(ref _current);

    /// <summary>The generation in force, entered; the caller leaves it when its request has ended.</summary>
    public Generation Enter()
    {
        while (true)
        {
            var current = Current;
            if (current.TryEnter())
            {
                return current;
            }
        }
    }

    /// <summary>Puts the next generation in force; the old one closes when its last request has ended.</summary>
    public ValueTask ReplaceAsync(Generation next) => Interlocked.Exchange(ref _current, next).DisposeAsync();
}
