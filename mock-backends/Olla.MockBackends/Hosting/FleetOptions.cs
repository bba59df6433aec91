namespace Olla.MockBackends.Hosting;

/// <summary>How the backends of one process are started.</summary>
internal sealed record FleetOptions
{
    /// <summary>Number of backends.</summary>
    public required int Count { get; init; }

    /// <summary>The first one; the others have the next ports, unless the system chooses, and numbered names.</summary>
    public required MockBackendOptions Backend { get; init; }
}
