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

    internal static DiagnosticSeverity SeverityOf(string code) => code[3] switch
    {
        '1' => DiagnosticSeverity.Error,
        '2' => DiagnosticSeverity.Warning,
        _ => DiagnosticSeverity.Info,
    };
}
