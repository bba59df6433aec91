namespace Olla.Configuration;

public enum LogLevelOption { Debug, Info, Warn, Error }

public enum LogFormat { Json, Text }

public enum LogOutput { Stdout, File }

/// <summary>Section <c>logging</c>.</summary>
public sealed record LoggingOptions
{
    public LogLevelOption Level { get; init; } = LogLevelOption.Info;
    public LogFormat Format { get; init; } = LogFormat.Json;
    /// <summary>Whether the format was set by its environment variable, which also beats terminal detection.</summary>
    public bool FormatIsForced { get; init; }
    public LogOutput Output { get; init; } = LogOutput.Stdout;
}

/// <summary>Section <c>engineering</c>.</summary>
public sealed record EngineeringOptions
{
    public bool ShowNerdstats { get; init; }
}

/// <summary>Section <c>dashboard</c>.</summary>
public sealed record DashboardOptions
{
    public bool Enabled { get; init; } = true;
    public IReadOnlyList<System.Net.IPNetwork> AllowedCidrs { get; init; } =
        [System.Net.IPNetwork.Parse("127.0.0.0/8"), System.Net.IPNetwork.Parse("::1/128")];
    public IReadOnlyList<string> AllowedHosts { get; init; } = ["localhost"];
}
