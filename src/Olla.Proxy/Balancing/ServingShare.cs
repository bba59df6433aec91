using Olla.Proxy.Endpoints;

namespace Olla.Proxy.Balancing;

/// <summary>
/// The weights of <see cref="EndpointStatusExtensions.Weight"/> in tenths, so that balancers compare and count exactly.
/// </summary>
internal static class ServingShare
{
    /// <summary>The share of a healthy endpoint; also the number of rounds in one full rotation.</summary>
    public const int Full = 10;

    /// <summary>Tenths of a healthy endpoint's traffic: 10, 3 (busy), 1 (warming), or 0 for an endpoint that is not served.</summary>
    public static int Of(EndpointStatus status) => status switch
    {
        EndpointStatus.Healthy => Full,
        EndpointStatus.Busy => 3,
        EndpointStatus.Warming => 1,
        _ => 0,
    };
}
