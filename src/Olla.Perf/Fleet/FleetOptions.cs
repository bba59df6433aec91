namespace Olla.Perf.Fleet;

/// <summary>Which programs the harness starts, and how patient it is.</summary>
internal sealed record FleetOptions
{
    /// <summary>The proxy's program; null finds the build of this source tree, see <see cref="ProgramLocation.Find"/>.</summary>
    public ProgramLocation? Proxy { get; init; }

    /// <summary>Other builds of the proxy, by the identity of the candidate that is measured with them; anything else runs <see cref="Proxy"/>.</summary>
    public IReadOnlyDictionary<string, ProgramLocation> ProxyByCandidate { get; init; } = new Dictionary<string, ProgramLocation>();

    /// <summary>The mock backends' program; null finds the build of this source tree.</summary>
    public ProgramLocation? Mock { get; init; }

    /// <summary>
    /// Another proxy instead of ours. Then the settings of a candidate are not applied: what is measured is the proxy as it is.
    /// </summary>
    public ForeignProxy? Foreign { get; init; }

    /// <summary>How long a process may take until it listens. Default 30 s.</summary>
    public TimeSpan StartPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the proxy may take from listening to the first answer that went through. Default 20 s.</summary>
    public TimeSpan ReadyPatience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Requests sent through a fresh proxy before any measurement, so that its code is compiled. Default 300.</summary>
    public int WarmupRequests { get; init; } = 300;

    /// <summary>Folder for written configurations; null is a new one below the system's temporary folder.</summary>
    public string? WorkFolder { get; init; }
}

/// <summary>A proxy that is not ours: running already, or started by a command.</summary>
/// <param name="Address">Where it listens, with the path in front of the API's own path.</param>
/// <param name="Command">Program and arguments to start it; empty if somebody else runs it.</param>
/// <param name="ProcessId">Whose resources are sampled; 0 takes the started process, or none.</param>
internal sealed record ForeignProxy(Uri Address, IReadOnlyList<string> Command, int ProcessId);
