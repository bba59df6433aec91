using System.Text;
using Olla.Configuration.Diagnostics;
using Olla.Configuration.Secrets;
using Olla.Configuration.Values;

namespace Olla.Configuration.Binding;

/// <summary>Turns an endpoint's <c>auth</c> into the one header it sends.</summary>
internal sealed class AuthBinder(BindingContext context, SecretResolver secrets)
{
    private const string DefaultKeyHeader = "X-Api-Key";

    private static readonly string[] Credentials = ["token", "key", "username", "password"];

    private static readonly Dictionary<string, string[]> Needed = new(StringComparer.Ordinal)
    {
        ["bearer"] = ["token"],
        ["api_key"] = ["key"],
        ["basic"] = ["username", "password"],
    };

    /// <summary>The header, or null for none and after findings. The shape is checked whole before any secret is read.</summary>
    public HeaderOption? Bind(string endpointPath)
    {
        var path = endpointPath + ".auth";
        var typePath = path + ".type";
        if (context.Settings.Section(path) is not { } section || context.Settings.IsRejected(typePath))
        {
            return null;
        }

        if (context.Settings.TextOrNull(typePath) is not { } type)
        {
            context.Diagnostics.Add(DiagnosticCodes.NotAllowed, section, typePath, "auth needs a type", allowed: string.Join(", ", Needed.Keys));
            return null;
        }

        return HasWholeShape(path, type, section) ? Resolve(path, type) : null;
    }

    private bool HasWholeShape(string path, string type, SettingSource section)
    {
        var isWhole = true;
        foreach (var credential in Credentials)
        {
            var written = Written($"{path}.{credential}");
            var fromFile = Written($"{path}.{credential}_file");
            if (!Needed[type].Contains(credential))
            {
                isWhole &= IsAbsent(written, type) & IsAbsent(fromFile, type);
            }
            else if (written is not null && fromFile is not null)
            {
                isWhole = false;
                context.Diagnostics.Add(DiagnosticCodes.Conflict, fromFile.Source, fromFile.Path,
                    $"the credential is also written in {written.Path} ({written.Source})", "\"***\"", $"one of {credential} and {credential}_file");
            }
            else if (written is null && fromFile is null)
            {
                isWhole = false;
                ReportMissing(path, type, credential, section);
            }
        }

        return isWhole & HasHeaderName(path, type);
    }

    private bool IsAbsent(Setting? foreign, string type)
    {
        if (foreign is not null)
        {
            context.Diagnostics.Add(DiagnosticCodes.Conflict, foreign.Source, foreign.Path, $"this does not belong to auth of type {type}", "\"***\"",
                string.Join(", ", Needed[type].SelectMany(static name => new[] { name, name + "_file" })));
        }

        return foreign is null;
    }

    private void ReportMissing(string path, string type, string credential, SettingSource section)
    {
        if (!context.Settings.IsRejected($"{path}.{credential}") && !context.Settings.IsRejected($"{path}.{credential}_file"))
        {
            context.Diagnostics.Add(DiagnosticCodes.MissingValue, section, $"{path}.{credential}", $"auth of type {type} needs it",
                allowed: $"one of {credential} and {credential}_file");
        }
    }

    private bool HasHeaderName(string path, string type)
    {
        if (type != "api_key" || Written(path + ".header") is not { } header || HeaderText.IsName(header.Text))
        {
            return true;
        }

        context.Report(DiagnosticCodes.NotAllowed, header, "not a header name", "letters, digits and hyphens, such as X-Api-Key");
        return false;
    }

    private HeaderOption? Resolve(string path, string type)
    {
        if (type == "basic")
        {
            var user = Credential(path, "username");
            var password = Credential(path, "password");
            return user is null || password is null
                ? null
                : new("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        }

        if (type == "bearer")
        {
            return Credential(path, "token") is { } token ? new("Authorization", "Bearer " + token) : null;
        }

        return Credential(path, "key") is { } key ? new(Written(path + ".header")?.Text ?? DefaultKeyHeader, key) : null;
    }

    private string? Credential(string path, string name) => Written($"{path}.{name}") is { } written
        ? secrets.FromText(written)
        : secrets.FromFile(Written($"{path}.{name}_file")!);

    // An empty text is no credential: the same as leaving the key out.
    private Setting? Written(string path) => context.Settings.Find(path) is { Text.Length: > 0 } setting ? setting : null;
}
