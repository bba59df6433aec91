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
