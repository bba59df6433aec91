namespace Olla.Configuration.Diagnostics;

/// <summary>The codes of findings: 1xx are errors, 2xx warnings, 3xx notes.</summary>
public static class DiagnosticCodes
{
    public const string FileUnreadable = "CFG101";
    public const string Syntax = "CFG102";
    public const string DuplicateKey = "CFG103";
    public const string WrongType = "CFG104";
    public const string NotAllowed = "CFG105";
    public const string OutOfRange = "CFG106";
    public const string MissingValue = "CFG107";
    public const string Conflict = "CFG108";
    public const string UnresolvedSecret = "CFG109";
    public const string EndpointUrl = "CFG110";
    public const string UnknownKey = "CFG201";
    public const string DeprecatedKey = "CFG202";
    public const string FallbackUsed = "CFG203";
    public const string VariableIgnored = "CFG204";
    public const string Duplicate = "CFG205";
    public const string Suspicious = "CFG206";
    public const string UnknownVariable = "CFG207";
    public const string NoEffect = "CFG301";

    /// <summary>Every code with what it is raised for, in order.</summary>
    public static IReadOnlyList<(string Code, string Meaning)> All { get; } =
    [
        (FileUnreadable, "The selected file is missing or cannot be read."),
        (Syntax, "The file is not YAML, or its root is not a mapping."),
        (DuplicateKey, "A key is written twice in one mapping."),
        (WrongType, "A value has the wrong type, or is no duration, size or number."),
        (NotAllowed, "A value is none of the allowed ones, or does not follow its grammar."),
        (OutOfRange, "A number is out of range, or a network is malformed."),
        (MissingValue, "Something required is missing or empty."),
        (Conflict, "Two settings exclude each other."),
        (UnresolvedSecret, "A variable or file that holds a secret is missing or empty."),
        (EndpointUrl, "An endpoint's URL cannot be used, or carries credentials."),
        (UnknownKey, "A key does not exist and is ignored."),
        (DeprecatedKey, "A key of an older version; the message names its replacement."),
        (FallbackUsed, "A value is not allowed; a default is used instead."),
        (VariableIgnored, "A variable cannot be read; the earlier value stays."),
        (Duplicate, "An endpoint's name or URL, or a model of an alias, is there twice."),
        (Suspicious, "Legal, but probably not what was meant."),
        (UnknownVariable, "A variable looks like an override and is none."),
        (NoEffect, "A key is recognised and has no effect."),
    ];

    internal static DiagnosticSeverity SeverityOf(string code) => code[3] switch
    {
        '1' => DiagnosticSeverity.Error,
        '2' => DiagnosticSeverity.Warning,
        _ => DiagnosticSeverity.Info,
    };
}
