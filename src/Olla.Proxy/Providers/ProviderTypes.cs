namespace Olla.Proxy.Providers;

/// <summary>The one place where spellings of a provider become equal.</summary>
internal static class ProviderTypes
{
    /// <summary>An endpoint whose provider is found out from its model list; it may serve every scope.</summary>
    public const string Auto = "auto";

    public const string OpenAiCompatible = "openai-compatible";

    /// <summary>Lower case, with hyphens: <c>LM_Studio</c> and <c>lm-studio</c> are one.</summary>
    public static string Normalise(string type) => type.Trim().ToLowerInvariant().Replace('_', '-');

    /// <summary>The tag of aliases that came from a provider: its type without separators, such as <c>lmstudio</c>.</summary>
    public static string TagOf(string type) => Normalise(type).Replace("-", "", StringComparison.Ordinal);
}
