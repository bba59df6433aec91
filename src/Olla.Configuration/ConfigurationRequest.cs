using System.Collections;
using System.Text;
using Olla.Configuration.Files;

namespace Olla.Configuration;

/// <summary>Everything a load takes from outside; the loader itself touches no process state.</summary>
public sealed record ConfigurationRequest
{
    /// <summary>The file named by <c>-c</c> or <c>--config</c>; null or empty when the flag was not given.</summary>
    public string? FilePath { get; init; }

    /// <summary>Environment variables by their exact names.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Absolute folder that relative paths start from.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Reads the configuration file and secret files, by absolute path.</summary>
    public FileReader ReadFile { get; init; } = DiskFiles.Read;

    /// <summary>The values an endpoint's <c>type</c> may have; profile files can add to the built-in ones.</summary>
    public EndpointTypeNames EndpointTypes { get; init; } = EndpointTypeNames.BuiltIn;

    /// <summary>A request over this process: its variables, its working directory, the disk.</summary>
    public static ConfigurationRequest FromProcess(string? filePath)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            variables[(string)entry.Key] = (string?)entry.Value ?? "";
        }

        return new() { FilePath = filePath, Variables = variables, WorkingDirectory = Environment.CurrentDirectory };
    }

    /// <summary>A request over YAML text alone, without variables: for checking a document before it is written or used.</summary>
    /// <param name="name">What diagnostics call the document.</param>
    /// <param name="yaml">The whole document.</param>
    public static ConfigurationRequest ForText(string name, string yaml)
    {
        var root = Path.GetFullPath(Path.DirectorySeparatorChar.ToString());
        var wanted = Path.GetFullPath(name, root);
        return new()
        {
            FilePath = name,
            WorkingDirectory = root,
            ReadFile = path => path == wanted ? FileReadResult.Of(Encoding.UTF8.GetBytes(yaml)) : DiskFiles.Read(path),
        };
    }
}
