using System.Collections.Concurrent;
using Olla.Proxy.Balancing;
using Olla.Proxy.Endpoints;

namespace Olla.Proxy.Health;

/// <summary>
/// Probes every endpoint on its own schedule. Each has a timer of its own, and at most one probe under way; what a probe found is written
/// into the endpoint's state as a whole.
/// </summary>
internal sealed partial class HealthMonitor(
    IEndpointProbe probe, SequenceGenerator generator, TimeProvider time, ILogger<HealthMonitor> logger)
    : IEndpointFailureSink, IAsyncDisposable
{
    /// <summary>Probes that run at the same time during the forced first round: enough to start a big fleet at once.</summary>
    private const int FirstRoundWidth = 64;

    // By state, which outlives a reload: requests of the generation before still report what they find.
    private readonly ConcurrentDictionary<EndpointState, Watch> _watches = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<IHealthObserver> _observers = [];

    /// <summary>Adds somebody who wants to hear of changes; before the first <see cref="WatchAsync"/> only.</summary>
    public void Tell(IHealthObserver observer) => _observers.Add(observer);

    /// <summary>Probes endpoints that are not watched yet, once each, then puts them on their schedules; stops watching all others.</summary>
    public async Task WatchAsync(ReadOnlyMemory<Endpoint> endpoints, CancellationToken cancellation)
    {
        var added = new List<Watch>();
        foreach (var endpoint in endpoints.Span)
        {
            if (_watches.TryGetValue(endpoint.State, out var watch) && watch.Endpoint == endpoint)
            {
                continue;
            }

            watch?.Dispose();
            _watches[endpoint.State] = watch = new Watch(this, endpoint, time);
            added.Add(watch);
        }

        var wanted = endpoints.ToArray().Select(endpoint => endpoint.State).ToHashSet();
        foreach (var state in _watches.Keys)
        {
            if (!wanted.Contains(state) && _watches.TryRemove(state, out var old))
            {
                old.Dispose();
            }
        }

        var width = new ParallelOptions { MaxDegreeOfParallelism = FirstRoundWidth, CancellationToken = cancellation };
        await Parallel.ForEachAsync(added, width, async (watch, _) => await CheckAsync(watch));
    }

    public void ReportUnreachable(Endpoint endpoint)
    {
        if (!_watches.TryGetValue(endpoint.State, out var watch))
        {
            return;
        }

        EndpointHealth before, after;
        lock (watch)
        {
            before = endpoint.State.Health;
            if (before.Status == EndpointStatus.Offline)
            {
                return;
            }

            watch.Reports++;
            after = HealthRules.AfterUnreachable(before, time.GetUtcNow());
            Schedule(watch, after, default);
        }

        Publish(endpoint, before, after);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        foreach (var state in _watches.Keys)
        {
            if (_watches.TryRemove(state, out var watch))
            {
                watch.Dispose();
            }
        }

        _stopping.Dispose();
    }

    private async Task CheckAsync(Watch watch)
    {
        if (!watch.TryBegin())
        {
            return;
        }

        var endpoint = watch.Endpoint;
        try
        {
            var reports = Volatile.Read(ref watch.Reports);
            Accept(watch, await probe.ProbeAsync(endpoint, watch.Removed), reports);
        }
        catch (OperationCanceledException) when (watch.Removed.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            LogProbeFault(logger, exception, endpoint.Name);
            Accept(watch, new ProbeAnswer(0, TimeSpan.Zero, null, "the probe itself failed"), Volatile.Read(ref watch.Reports));
        }
        finally
        {
            watch.End();
        }
    }

    private void Accept(Watch watch, in ProbeAnswer answer, int reportsBefore)
    {
        var endpoint = watch.Endpoint;
        EndpointHealth before, after;
        lock (watch)
        {
            before = endpoint.State.Health;
            after = HealthRules.After(before, answer, endpoint.Options.CheckTimeout, time.GetUtcNow());

            // A request that failed while this probe was under way knows something newer than a probe that went well.
            if (watch.Reports != reportsBefore && after.Status.IsRoutable())
            {
                after = before;
            }

            Schedule(watch, after, answer);
        }

        Publish(endpoint, before, after);
    }

    private void Schedule(Watch watch, EndpointHealth health, in ProbeAnswer answer)
    {
        var interval = watch.Endpoint.Options.CheckInterval;
        var wait = HealthRules.Wait(health, interval, answer);
        var jitter = 1 + (HealthRules.Jitter * ((generator.Next(2001) - 1000) / 1000.0));
        wait *= jitter;
        watch.Endpoint.State.Health = health with { NextCheckAt = time.GetUtcNow() + wait };
        watch.Wake(wait);
    }

    /// <summary>The one place that makes a change of state known, whoever found it: a probe or a request.</summary>
    private void Publish(Endpoint endpoint, EndpointHealth before, EndpointHealth after)
    {
        var (was, now) = (before.Status.IsRoutable(), after.Status.IsRoutable());
        if (before.Status != after.Status)
        {
            var (from, to) = (before.Status.ToWireName(), after.Status.ToWireName());
            LogStatus(logger, was && !now ? LogLevel.Warning : LogLevel.Information, endpoint.Name, from, to, after.Problem ?? "answered");
        }

        foreach (var observer in _observers)
        {
            if (now && !was && before.Status != EndpointStatus.Unknown)
            {
                observer.Recovered(endpoint);
            }
            else if (was && !now)
            {
                observer.WentDown(endpoint);
            }
        }
    }

    /// <summary>One endpoint's timer, and whether a probe of it is under way.</summary>
    private sealed class Watch : IDisposable
    {
        private readonly CancellationTokenSource _removed;
        private readonly ITimer _timer;
        private int _probing;

        public Watch(HealthMonitor owner, Endpoint endpoint, TimeProvider time)
        {
            Endpoint = endpoint;
            _removed = CancellationTokenSource.CreateLinkedTokenSource(owner._stopping.Token);
            Removed = _removed.Token;
            _timer = time.CreateTimer(_ => _ = owner.CheckAsync(this), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public Endpoint Endpoint { get; }
        public CancellationToken Removed { get; }

        /// <summary>How often requests reported the endpoint unreachable.</summary>
        public int Reports;

        public bool TryBegin() => Interlocked.Exchange(ref _probing, 1) == 0;

        public void End() => Volatile.Write(ref _probing, 0);

        public void Wake(TimeSpan wait)
        {
            if (!Removed.IsCancellationRequested)
            {
                _timer.Change(wait, Timeout.InfiniteTimeSpan);
            }
        }

        public void Dispose()
        {
            _removed.Cancel();
            _timer.Dispose();
            _removed.Dispose();
        }
    }
}
