using Olla.MockBackends.Model;

namespace Olla.MockBackends.Hosting;

/// <summary>How one backend is started.</summary>
internal sealed record MockBackendOptions
{
    /// <summary>Shown in statistics and in the line that says it listens.</summary>
    public string Name { get; init; } = "mock";

    /// <summary>Folder of mapping files, sub-folders included.</summary>
    public required string MappingsFolder { get; init; }

    /// <summary>Folder of wiremock.org's mapping files that are answered as well; null for none.</summary>
    public string? ImportFolder { get; init; }

    /// <summary>Port on the loopback interface; 0 lets the system choose.</summary>
    public int Port { get; init; }

    /// <summary>Names that the model lists show; the first answers requests that name none.</summary>
    public IReadOnlyList<string> Models { get; init; } = ["mock-model"];

    /// <summary>What the command line says; it goes before the mapping files.</summary>
    public LlmSettings Settings { get; init; } = new();

    /// <summary>Requests that the journal keeps. Default 0: none, which lets decisions be remembered.</summary>
    public int Journal { get; init; }

    /// <summary>Whether changed mapping files are loaded while the backend runs.</summary>
    public bool Watch { get; init; }

    /// <summary>Whether WireMock.Net's admin API answers under <c>/__admin</c>.</summary>
    public bool Admin { get; init; } = true;
}
