namespace Olla.Proxy.Health;

/// <summary>Told by engines when a request found an endpoint unreachable, before any probe did.</summary>
internal interface IEndpointFailureSink
{
    /// <summary>Marks the endpoint offline and schedules its next probe with back-off.</summary>
    void ReportUnreachable(Endpoint endpoint);
}
