using System.Text;
using Olla.Configuration.Binding;
using Olla.Configuration.Diagnostics;
using Olla.Configuration.Files;
using Olla.Configuration.Values;

namespace Olla.Configuration.Secrets;

/// <summary>Gets credentials and header values from where the configuration says they are. Messages name variables and files, never values.</summary>
internal sealed class SecretResolver(BindingContext context)
{
    /// <summary>A credential written in the file; null after a finding. Empty is an error.</summary>
    public string? FromText(Setting setting)
    {
        var value = Expand(setting.Text, setting.Source, setting.Path);
        return value is null ? null : NotEmpty(value, setting.Source, setting.Path, "the credential is empty once its variables are filled in");
    }

    /// <summary>A credential kept in a file of its own; null after a finding.</summary>
    public string? FromFile(Setting setting)
    {
        var read = context.Request.ReadFile(Path.GetFullPath(setting.Text, context.Request.WorkingDirectory));
        if (read.Status != FileReadStatus.Read)
        {
            var reason = read.Status == FileReadStatus.Missing ? "does not exist" : $"cannot be read: {read.Reason}";
            context.Diagnostics.Add(DiagnosticCodes.UnresolvedSecret, setting.Source, setting.Path, $"the file \"{setting.Text}\" {reason}",
                allowed: "a readable file with nothing but the credential");
            return null;
        }

        var text = Encoding.UTF8.GetString(read.Content.Span).TrimStart('\ufeff').Trim();
        return NotEmpty(text, setting.Source, setting.Path, $"the file \"{setting.Text}\" holds no credential");
    }

    /// <summary>A header's value, which may be empty; null after a finding.</summary>
    public string? FromHeader(string text, SettingSource source, string path) =>
        Expand(text, source, path) is { } value ? Sendable(value, source, path) : null;

    private string? Expand(string text, SettingSource source, string path)
    {
        var missing = new List<string>();
        var value = VariableText.Expand(text, context.Request.Variables, missing);
        if (missing.Count == 0)
        {
            return value;
        }

        var subject = missing.Count == 1 ? $"the variable {missing[0]} is" : $"the variables {string.Join(", ", missing)} are";
        context.Diagnostics.Add(DiagnosticCodes.UnresolvedSecret, source, path, subject + " not set",
            allowed: $"a set variable, or a fallback written ${{{missing[0]}:-text}}");
        return null;
    }

    private string? NotEmpty(string value, SettingSource source, string path, string what)
    {
        if (value.Length > 0)
        {
            return Sendable(value, source, path);
        }

        context.Diagnostics.Add(DiagnosticCodes.UnresolvedSecret, source, path, what, allowed: "text that is not empty");
        return null;
    }

    private string? Sendable(string value, SettingSource source, string path)
    {
        if (HeaderText.IsValue(value))
        {
            return value;
        }

        context.Diagnostics.Add(DiagnosticCodes.NotAllowed, source, path, "a line break or control character cannot stand in a header", "\"***\"",
            "one line of text");
        return null;
    }
}
