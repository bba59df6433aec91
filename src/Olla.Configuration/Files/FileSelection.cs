using Olla.Configuration.Diagnostics;

namespace Olla.Configuration.Files;

/// <summary>The one file that counts.</summary>
/// <param name="Name">The path as given or as searched.</param>
/// <param name="Content">The bytes; null when it could not be read, which is reported.</param>
internal sealed record SelectedFile(string Name, ReadOnlyMemory<byte>? Content);

/// <summary>Chooses the configuration file: the flag's, else the variable's, else the first of the usual places.</summary>
internal static class FileSelection
{
    private const string Variable = "OLLA_CONFIG_FILE";

    private static readonly string[] UsualPlaces = ["config/config.local.yaml", "config/config.yaml", "config.yaml", "default.yaml"];

    public static SelectedFile? Select(ConfigurationRequest request, DiagnosticList diagnostics)
    {
        if (request.FilePath is { Length: > 0 } flag)
        {
            return ReadNamed(request, diagnostics, flag, new(SettingOrigin.Default, "flag --config", 0, 0));
        }

        if (request.Variables.GetValueOrDefault(Variable) is { Length: > 0 } variable)
        {
            return ReadNamed(request, diagnostics, variable, SettingSource.Variable(Variable));
        }

        foreach (var place in UsualPlaces)
        {
            var read = Read(request, place);
            if (read.Status == FileReadStatus.Unreadable)
            {
                diagnostics.Add(DiagnosticCodes.FileUnreadable, new(SettingOrigin.File, place, 0, 0), "", $"the file exists but cannot be read: {read.Reason}",
                    allowed: "a readable file, or none");
                return new(place, null);
            }

            if (read.Status == FileReadStatus.Read)
            {
                return new(place, read.Content);
            }
        }

        return null;
    }

    private static SelectedFile ReadNamed(ConfigurationRequest request, DiagnosticList diagnostics, string path, SettingSource source)
    {
        var read = Read(request, path);
        if (read.Status == FileReadStatus.Read)
        {
            return new(path, read.Content);
        }

        diagnostics.Add(DiagnosticCodes.FileUnreadable, source, "",
            read.Status == FileReadStatus.Missing ? "the configuration file does not exist" : $"the configuration file cannot be read: {read.Reason}",
            ShownValue.Of(path), "the path of a readable YAML file");
        return new(path, null);
    }

    private static FileReadResult Read(ConfigurationRequest request, string path) => request.ReadFile(Path.GetFullPath(path, request.WorkingDirectory));
}
