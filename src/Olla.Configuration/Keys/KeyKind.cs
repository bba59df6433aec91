namespace Olla.Configuration.Keys;

/// <summary>What a key's value looks like.</summary>
public enum KeyKind
{
    /// <summary>Any text.</summary>
    Text,
    /// <summary>One of the key's allowed texts.</summary>
    Choice,
    Boolean,
    WholeNumber,
    /// <summary>A whole number whose type cannot be negative.</summary>
    NaturalNumber,
    Duration,
    /// <summary>Bytes.</summary>
    Size,
    TextList,
    /// <summary>A list of name patterns.</summary>
    GlobList,
    /// <summary>A list of networks in CIDR notation.</summary>
    NetworkList,
    /// <summary>Free keys with text values.</summary>
    TextMap,
    /// <summary>Free keys with lists of text.</summary>
    TextListMap,
    /// <summary>A list of endpoints.</summary>
    EndpointList,
    /// <summary>Anything: the key has no effect and its value is not looked at.</summary>
    Anything,
}
