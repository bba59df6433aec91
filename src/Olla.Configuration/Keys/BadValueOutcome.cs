namespace Olla.Configuration.Keys;

/// <summary>What a value outside a key's rule does.</summary>
public enum BadValueOutcome
{
    /// <summary>Stops the start.</summary>
    Stop,
    /// <summary>Warns, and the default is used.</summary>
    FallBack,
}
