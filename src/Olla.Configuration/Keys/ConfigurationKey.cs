namespace Olla.Configuration.Keys;

/// <summary>One key of the configuration: all that the loader, the reference page and the harness need to know about it.</summary>
/// <param name="Path">Dotted; <c>[]</c> stands for any list index.</param>
/// <param name="Kind">What its value looks like.</param>
/// <param name="Default">The default as YAML text; null when unset means something that <see cref="Meaning"/> states.</param>
/// <param name="Meaning">What the key does, in one or two sentences.</param>
public sealed record ConfigurationKey(string Path, KeyKind Kind, string? Default, string Meaning)
{
    /// <summary>The allowed texts of a choice, or of a list's items; empty when any text is.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    /// <summary>Whether <see cref="Allowed"/> is compared without case.</summary>
    public bool IgnoresCase { get; init; }

    /// <summary>Whether an empty text means the default.</summary>
    public bool AllowsEmpty { get; init; }

    /// <summary>The allowed numbers; null when every number of the kind is.</summary>
    public KeyRange? Range { get; init; }

    /// <summary>A boolean key that must be true for the rule on the value to count; null when it always does.</summary>
    public string? AppliesWhen { get; init; }

    /// <summary>What a value outside the rule does.</summary>
    public BadValueOutcome BadValue { get; init; }

    public KeyStatus Status { get; init; }

    public KeyOrigin Origin { get; init; }

    /// <summary>For a deprecated key: what to write instead, or that nothing replaces it.</summary>
    public string? Replacement { get; init; }

    /// <summary>The environment variable that overrides the key; null for none.</summary>
    public string? Variable { get; init; }

    /// <summary>Whether values are credentials, which no message may show.</summary>
    public bool IsSecret { get; init; }

    /// <summary>The key without its sections.</summary>
    public string Name => Path[(Path.LastIndexOf('.') + 1)..];

    /// <summary>Whether the value is one number, which a sweep can treat as a scale.</summary>
    public bool IsNumeric => Kind is KeyKind.WholeNumber or KeyKind.NaturalNumber or KeyKind.Duration or KeyKind.Size;
}
