using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Olla.Proxy.Balancing;
using Olla.Proxy.Endpoints;
using Olla.Proxy.Health;
using Olla.Proxy.Tests.Endpoints;

namespace Olla.Proxy.Tests.Health;

public sealed class HealthMonitorTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedProbe _probe = new();
    private readonly Observer _observer = new();
    private readonly HealthMonitor _monitor;

    public HealthMonitorTests()
    {
        _monitor = new HealthMonitor(_probe, new SequenceGenerator(3), _time, NullLogger<HealthMonitor>.Instance);
        _monitor.Tell(_observer);
    }

    [Fact]
    public async Task Every_endpoint_is_checked_once_before_watching_begins()
    {
        var fleet = Fresh(40);
        await _monitor.WatchAsync(fleet, CancellationToken.None);

        Assert.All(fleet, endpoint => Assert.Equal(EndpointStatus.Healthy, endpoint.State.Status));
        Assert.Equal(40, _probe.Asked.Count);
        Assert.Empty(_observer.Heard);
    }

    [Fact]
    public async Task Each_endpoint_is_probed_on_its_own_interval_give_or_take_a_tenth()
    {
        var fleet = Fresh(20);
        await _monitor.WatchAsync(fleet, CancellationToken.None);
        var waits = fleet.Select(endpoint => (endpoint.State.Health.NextCheckAt!.Value - _time.GetUtcNow()).TotalSeconds).ToArray();

        Assert.All(waits, wait => Assert.InRange(wait, 4.5, 5.5));
        Assert.True(waits.Distinct().Count() > 10, "The fleet is probed in step");
        _probe.Asked.Clear();
        _time.Advance(TimeSpan.FromSeconds(4.4));
        Assert.Empty(_probe.Asked);
        _time.Advance(TimeSpan.FromSeconds(1.2));
        Assert.Equal(20, _probe.Asked.Distinct().Count());
    }

    [Fact]
    public async Task An_endpoint_that_comes_back_is_announced_once_and_warms_up()
    {
        var endpoint = Fresh(1)[0];
        _probe.Status = 0;
        await _monitor.WatchAsync(new[] { endpoint }, CancellationToken.None);
        _probe.Status = 200;
        var seen = new List<EndpointStatus> { endpoint.State.Status };
        for (var i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(5.6));
            seen.Add(endpoint.State.Status);
        }

        Assert.Equal([EndpointStatus.Offline, EndpointStatus.Warming, EndpointStatus.Warming, EndpointStatus.Healthy], seen);
        Assert.Equal(["backend-0 recovered"], _observer.Heard);
    }

    [Fact]
    public async Task A_probe_that_finds_an_endpoint_down_is_announced()
    {
        var endpoint = Fresh(1)[0];
        await _monitor.WatchAsync(new[] { endpoint }, CancellationToken.None);
        _probe.Status = 503;
        _time.Advance(TimeSpan.FromSeconds(5.6));

        Assert.Equal(EndpointStatus.Unhealthy, endpoint.State.Status);
        Assert.Equal(["backend-0 went down"], _observer.Heard);
    }

    [Fact]
    public async Task A_failed_request_takes_an_endpoint_offline_at_once_and_only_a_probe_brings_it_back()
    {
        var endpoint = Fresh(1)[0];
        await _monitor.WatchAsync(new[] { endpoint }, CancellationToken.None);
        _monitor.ReportUnreachable(endpoint);
        _monitor.ReportUnreachable(endpoint);

        Assert.Equal(EndpointStatus.Offline, endpoint.State.Status);
        Assert.Equal(1, endpoint.State.Health.ConsecutiveFailures);
        _time.Advance(TimeSpan.FromSeconds(5.6));
        Assert.Equal(EndpointStatus.Warming, endpoint.State.Status);
        Assert.Equal(["backend-0 went down", "backend-0 recovered"], _observer.Heard);
    }

    [Fact]
    public async Task A_good_probe_that_began_before_a_request_failed_does_not_bring_the_endpoint_back()
    {
        var endpoint = Fresh(1)[0];
        await _monitor.WatchAsync(new[] { endpoint }, CancellationToken.None);
        _probe.Held = new TaskCompletionSource();
        _time.Advance(TimeSpan.FromSeconds(5.6));
        _monitor.ReportUnreachable(endpoint);
        _probe.Held.SetResult();

        Assert.Equal(EndpointStatus.Offline, endpoint.State.Status);
    }

    [Fact]
    public async Task An_endpoint_that_left_is_not_probed_any_more()
    {
        var fleet = Fresh(2);
        await _monitor.WatchAsync(fleet, CancellationToken.None);
        await _monitor.WatchAsync(fleet.AsMemory(0, 1), CancellationToken.None);
        _probe.Asked.Clear();
        _time.Advance(TimeSpan.FromSeconds(20));

        Assert.Contains(fleet[0], _probe.Asked);
        Assert.DoesNotContain(fleet[1], _probe.Asked);
    }

    [Fact]
    public async Task A_probe_that_throws_leaves_the_endpoint_offline_and_on_its_schedule()
    {
        var endpoint = Fresh(1)[0];
        _probe.Fault = new InvalidOperationException("broken probe");
        await _monitor.WatchAsync(new[] { endpoint }, CancellationToken.None);

        Assert.Equal(EndpointStatus.Offline, endpoint.State.Status);
        _probe.Fault = null;
        _time.Advance(TimeSpan.FromSeconds(5.6));
        Assert.True(endpoint.State.Status.IsRoutable());
    }

    public ValueTask DisposeAsync() => _monitor.DisposeAsync();

    private static Endpoint[] Fresh(int count) => [.. Enumerable.Range(0, count).Select(index => Fleet.One(index, EndpointStatus.Unknown))];

    private sealed class ScriptedProbe : IEndpointProbe
    {
        public ConcurrentQueue<Endpoint> Asked { get; } = new();
        public int Status { get; set; } = 200;
        public Exception? Fault { get; set; }
        public TaskCompletionSource? Held { get; set; }

        public async Task<ProbeAnswer> ProbeAsync(Endpoint endpoint, CancellationToken cancellation)
        {
            Asked.Enqueue(endpoint);
            if (Held is { } held)
            {
                await held.Task;
            }

            return Fault is null ? new ProbeAnswer(Status, TimeSpan.FromMilliseconds(1), null, Status == 0 ? "refused" : null) : throw Fault;
        }
    }

    private sealed class Observer : IHealthObserver
    {
        public List<string> Heard { get; } = [];

        public void Recovered(Endpoint endpoint) => Heard.Add(endpoint.Name + " recovered");

        public void WentDown(Endpoint endpoint) => Heard.Add(endpoint.Name + " went down");
    }
}
