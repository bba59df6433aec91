using Olla.Configuration.Diagnostics;
using Olla.Configuration.Values;

namespace Olla.Configuration.Binding;

/// <summary>Reads an endpoint's URLs.</summary>
internal static class EndpointUrl
{
    private const string Example = "an http or https URL with a host, such as http://localhost:11434";

    /// <summary>The base URL; null after a finding.</summary>
    public static Uri? ReadBase(BindingContext context, Setting setting)
    {
        var text = setting.Text.Trim();
        if (UserInformation(text) is { } user)
        {
            context.Diagnostics.Add(DiagnosticCodes.EndpointUrl, setting.Source, setting.Path, "credentials do not belong in a URL",
                ShownValue.Of(text), Rewrite(text, user));
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && IsHttp(url) && url.Host.Length > 0)
        {
            return url;
        }

        var suggestion = !text.Contains("://", StringComparison.Ordinal) && Uri.TryCreate("http://" + text, UriKind.Absolute, out var whole) && whole.Host.Length > 0
            ? "http://" + text
            : null;
        context.Report(DiagnosticCodes.EndpointUrl, setting, "not a usable URL", Example, suggestion is null ? null : ShownValue.WithoutCredentials(suggestion));
        return null;
    }

    /// <summary>A health or model URL, relative or absolute; null when it was not written or after a finding.</summary>
    public static string? ReadProbe(BindingContext context, Setting? setting)
    {
        if (setting is null || setting.Text.Length == 0)
        {
            return null;
        }

        var text = setting.Text;
        var isAbsolute = text.Contains("://", StringComparison.Ordinal) && text[0] != '/';
        var isUsable = HeaderText.IsValue(text) && text[0] != ':' && HasWholeEscapes(text)
            && (!isAbsolute || (Uri.TryCreate(text, UriKind.Absolute, out var url) && IsHttp(url) && url.Host.Length > 0));
        if (isUsable)
        {
            return text;
        }

        context.Report(DiagnosticCodes.EndpointUrl, setting, "not a usable path or URL", "a path such as /health, or an http or https URL");
        return null;
    }

    private static bool IsHttp(Uri url) => url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps;

    private static bool HasWholeEscapes(string text)
    {
        for (var index = text.IndexOf('%', StringComparison.Ordinal); index >= 0; index = text.IndexOf('%', index + 1))
        {
            if (index + 2 >= text.Length || !char.IsAsciiHexDigit(text[index + 1]) || !char.IsAsciiHexDigit(text[index + 2]))
            {
                return false;
            }
        }

        return true;
    }

    // The user part of a URL as written, also where the rest is malformed; null for none.
    private static string? UserInformation(string text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            return null;
        }

        var authority = text[(scheme + 3)..];
        var end = authority.AsSpan().IndexOfAny('/', '?', '#');
        authority = end < 0 ? authority : authority[..end];
        var at = authority.LastIndexOf('@');
        return at < 0 ? null : authority[..at];
    }

    private static string Rewrite(string text, string user)
    {
        var clean = text.Replace(user + "@", "", StringComparison.Ordinal);
        const string Basic = "auth: {type: basic, username: \"<user>\", password: \"<password>\"}";
        const string Bearer = "auth: {type: bearer, token: \"<token>\"}";
        var block = user.Contains(':', StringComparison.Ordinal) ? Basic : $"{Basic}, or for a token {Bearer}";
        return $"url: {ShownValue.Of(clean)} with {block}";
    }
}
