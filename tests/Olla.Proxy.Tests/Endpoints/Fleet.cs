using Olla.Configuration;
using Olla.Proxy.Endpoints;

namespace Olla.Proxy.Tests.Endpoints;

/// <summary>Endpoints for tests that need no network.</summary>
internal static class Fleet
{
    /// <summary>One endpoint, healthy unless said otherwise.</summary>
    public static Endpoint One(
        int index, EndpointStatus status = EndpointStatus.Healthy, int priority = 100, string type = "openai-compatible") =>
        new(new EndpointOptions
        {
            Name = $"backend-{index}",
            Url = new Uri($"http://10.0.{index / 250}.{(index % 250) + 1}:8000"),
            Type = type,
            ConfiguredType = type,
            Priority = priority,
        }, index)
        {
            State = new EndpointState { Status = status },
        };

    /// <summary>One endpoint per status, in this order.</summary>
    public static Endpoint[] Of(params EndpointStatus[] statuses) => [.. statuses.Select((status, index) => One(index, status))];

    /// <summary>Healthy endpoints.</summary>
    public static Endpoint[] Healthy(int count) => [.. Enumerable.Range(0, count).Select(index => One(index))];
}
