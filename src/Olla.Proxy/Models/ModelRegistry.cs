namespace Olla.Proxy.Models;

/// <summary>All models of all endpoints. Readers take a snapshot without a lock; a change swaps it whole.</summary>
internal sealed class ModelRegistry
{
    private ModelSnapshot _current = ModelSnapshot.Empty;

    /// <summary>What is known now.</summary>
    public ModelSnapshot Current
    {
        get => Volatile.Read(ref _current);
        internal set => Volatile.Write(ref _current, value);
    }
}
