using System.Text;
using Olla.Configuration.Files;

namespace Olla.Configuration.Tests;

/// <summary>Loads over a disk that exists only in the test.</summary>
internal static class Loading
{
    public const string FileName = "test.yaml";

    public static readonly string Root = OperatingSystem.IsWindows() ? @"C:\work" : "/work";

    public static LoadedConfiguration Yaml(string yaml, params (string Name, string Value)[] variables) =>
        Files(FileName, [(FileName, yaml)], variables);

    public static LoadedConfiguration Nothing(params (string Name, string Value)[] variables) => Files(null, [], variables);

    public static LoadedConfiguration Files(string? flag, (string Path, string Text)[] files, params (string Name, string Value)[] variables) =>
        ConfigurationLoader.Load(Request(flag, files, variables));

    public static ConfigurationRequest Request(string? flag, (string Path, string Text)[] files, params (string Name, string Value)[] variables)
    {
        var disk = files.ToDictionary(static file => Path.GetFullPath(file.Path, Root), static file => file.Text);
        return new()
        {
            FilePath = flag,
            WorkingDirectory = Root,
            Variables = variables.ToDictionary(static variable => variable.Name, static variable => variable.Value),
            ReadFile = path => disk.TryGetValue(path, out var text) ? FileReadResult.Of(Encoding.UTF8.GetBytes(text)) : FileReadResult.Missing,
        };
    }

    /// <summary>Nests a dotted key: <c>server.port: 1</c> becomes a section with a key.</summary>
    public static string Nest(string path, string value)
    {
        var segments = path.Split('.');
        var yaml = new StringBuilder();
        for (var depth = 0; depth < segments.Length; depth++)
        {
            yaml.Append(' ', depth * 2).Append(segments[depth]).Append(depth == segments.Length - 1 ? $": {value}\n" : ":\n");
        }

        return yaml.ToString();
    }

    public static string[] Codes(this LoadedConfiguration loaded) => [.. loaded.Diagnostics.Select(static found => found.Code)];
}
