namespace Olla.Configuration.Keys;

/// <summary>Whether a key does anything.</summary>
public enum KeyStatus
{
    Live,
    /// <summary>Recognised and without effect.</summary>
    Inert,
    /// <summary>Still read for files of older versions; warned about.</summary>
    Deprecated,
}

/// <summary>Who brought a key in.</summary>
public enum KeyOrigin
{
    /// <summary>The reference proxy.</summary>
    Reference,
    /// <summary>Olla.Perf; the reference ignores the key.</summary>
    Ours,
}

/// <summary>What a value outside a key's rule does.</summary>
public enum BadValueOutcome
{
    /// <summary>Stops the start.</summary>
    Stop,
    /// <summary>Warns, and the default is used.</summary>
    FallBack,
}
