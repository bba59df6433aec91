namespace Olla.Configuration.Keys;

/// <summary>Who brought a key in.</summary>
public enum KeyOrigin
{
    /// <summary>The reference proxy.</summary>
    Reference,
    /// <summary>Olla.Perf; the reference ignores the key.</summary>
    Ours,
}
