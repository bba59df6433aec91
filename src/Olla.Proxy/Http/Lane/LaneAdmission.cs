using Olla.Proxy.Http.Limits;

namespace Olla.Proxy.Http.Lane;

/// <summary>What was noted of a request when the fast lane let it in; one serves a connection, request after request.</summary>
internal sealed class LaneAdmission
{
    /// <summary>The configuration the request lives under; left when it has ended.</summary>
    public Generation Generation { get; set; } = null!;

    public RateVerdict Rate { get; set; }
    public string RequestId { get; set; } = "";
    public string ClientAddress { get; set; } = "";
    public string Method { get; set; } = "";
    public string Path { get; set; } = "";
    public string? TraceParent { get; set; }
}
