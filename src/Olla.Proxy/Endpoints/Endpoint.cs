using Olla.Configuration;

namespace Olla.Proxy.Endpoints;

/// <summary>One backend: what was configured, never changing, and beside it what happened so far.</summary>
internal sealed class Endpoint(EndpointOptions options, int index)
{
    public EndpointOptions Options { get; } = options;

    /// <summary>Position in configuration order.</summary>
    public int Index { get; } = index;

    public string Name => Options.Name;
    public Uri Url => Options.Url;

    /// <summary>Canonical provider type, or <c>auto</c>.</summary>
    public string Type => Options.Type;

    /// <summary>Kept here, since a balancer looks at it for every endpoint of every request.</summary>
    public int Priority { get; } = options.Priority;

    /// <summary>Run-time state; survives a reload that leaves the URL alone.</summary>
    public EndpointState State { get; init; } = new();
}
