using System.Collections.Concurrent;
using Olla.Configuration;
using Olla.Proxy.Endpoints;
using Olla.Proxy.Providers;

namespace Olla.Proxy.Models.Discovery;

/// <summary>
/// Keeps the registry in step with what backends list: once at the start, then periodically, when an endpoint comes back, and
/// when a request misses. Readings that overlap on one endpoint are one reading.
/// </summary>
internal sealed partial class ModelDiscovery(
    EndpointRegistry endpoints, ModelListReader reader, ModelRegistry registry, ModelDiscoveryOptions options, TimeProvider time, ILogger<ModelDiscovery> logger)
    : IModelListRefresher
{
    /// <summary>A backend that has just come back answers soon or fails again.</summary>
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(10);

    private readonly DiscoveryFailures _failures = new();
    private readonly ConcurrentDictionary<string, Task<ModelListOutcome>> _running = new(StringComparer.Ordinal);
    private ModelDiscoveryOptions _options = options;

    /// <summary>What the next round follows; a reload sets it.</summary>
    public ModelDiscoveryOptions Options
    {
        get => Volatile.Read(ref _options);
        set => Volatile.Write(ref _options, value);
    }

    /// <summary>
    /// Asks every endpoint that serves now, once each and without retries, so that a start never waits for a backend that is in trouble;
    /// does nothing when discovery is off. Also to be called after a reload that added endpoints.
    /// </summary>
    public Task DiscoverAllAsync(CancellationToken cancellation) => RoundAsync(tries: 1, endpoint => !_failures.IsSuspended(UrlOf(endpoint)), cancellation);

    /// <summary>
    /// Runs until cancelled: first tries again what <see cref="DiscoverAllAsync"/> could not read, then a round per interval, with retries.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await RoundAsync(Tries, endpoint => registry.ListOf(endpoint) is null && !_failures.IsSuspended(UrlOf(endpoint)), cancellation);
        while (true)
        {
            var interval = Options.Interval > TimeSpan.Zero ? Options.Interval : TimeSpan.FromMinutes(5);
            await Task.Delay(interval, time, cancellation);
            await RoundAsync(Tries, endpoint => !_failures.IsSuspended(UrlOf(endpoint)), cancellation);
        }
    }

    /// <summary>
    /// Runs until cancelled: drops lists that nobody has confirmed for <see cref="ModelRegistryOptions.StaleThreshold"/>, looking once per
    /// <see cref="ModelRegistryOptions.CleanupInterval"/>.
    /// </summary>
    public async Task SweepAsync(Func<ModelRegistryOptions> models, CancellationToken cancellation)
    {
        while (true)
        {
            var interval = models().CleanupInterval;
            await Task.Delay(interval > TimeSpan.Zero ? interval : TimeSpan.FromMinutes(5), time, cancellation);
            registry.DropStale(models().StaleThreshold, endpoints.Snapshot.Span);
        }
    }

    /// <summary>An endpoint serves again: lists its models anew, even if it had stopped being asked. Never throws; waits at most ten seconds.</summary>
    public async Task RediscoverAsync(Endpoint endpoint, CancellationToken cancellation)
    {
        if (!Options.Enabled)
        {
            return;
        }

        _failures.Forgive(UrlOf(endpoint));
        try
        {
            await DiscoverAsync(endpoint, Tries, CancellationToken.None).WaitAsync(RecoveryLimit, time, cancellation);
        }
        catch (Exception end) when (end is TimeoutException or OperationCanceledException)
        {
            // The reading goes on by itself until its own time-out; the next round sees to the rest.
        }
    }

    public async Task<ModelRefresh> RefreshAsync(ReadOnlyMemory<Endpoint> candidates, TimeSpan timeout, CancellationToken cancellation)
    {
        var readings = new Task<ModelListOutcome>[candidates.Length];
        for (var position = 0; position < readings.Length; position++)
        {
            // Not tied to this request: others may be waiting for the same reading when its client leaves.
            readings[position] = DiscoverAsync(candidates.Span[position], tries: 1, CancellationToken.None);
        }

        try
        {
            await Task.WhenAll(readings).WaitAsync(timeout, time, cancellation);
        }
        catch (TimeoutException)
        {
            // What has been read by now counts.
        }

        return Array.Exists(readings, reading => reading is { IsCompletedSuccessfully: true, Result: ModelListOutcome.Read })
            ? ModelRefresh.Succeeded
            : ModelRefresh.Failed;
    }

    private int Tries => 1 + Math.Max(0, Options.RetryAttempts);

    private async Task RoundAsync(int tries, Func<Endpoint, bool> wanted, CancellationToken cancellation)
    {
        var options = Options;
        if (!options.Enabled)
        {
            return;
        }

        var due = endpoints.Snapshot.ToArray().Where(endpoint => endpoint.State.Status.IsRoutable() && wanted(endpoint));
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, options.ConcurrentWorkers), CancellationToken = cancellation };
        await Parallel.ForEachAsync(due, parallel, async (endpoint, stop) => await DiscoverAsync(endpoint, tries, stop));
    }

    /// <summary>Reads and registers one list, or joins a reading that is under way.</summary>
    private Task<ModelListOutcome> DiscoverAsync(Endpoint endpoint, int tries, CancellationToken cancellation)
    {
        var url = UrlOf(endpoint);
        var started = new TaskCompletionSource<ModelListOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = _running.GetOrAdd(url, started.Task);
        if (running == started.Task)
        {
            _ = ReadAndRegisterAsync(endpoint, url, tries, started, cancellation);
        }

        return running;
    }

    private async Task ReadAndRegisterAsync(Endpoint endpoint, string url, int tries, TaskCompletionSource<ModelListOutcome> done, CancellationToken cancellation)
    {
        var outcome = ModelListOutcome.Failed;
        try
        {
            var reading = await ReadAsync(endpoint, tries, cancellation);
            outcome = reading.Outcome;
            Register(endpoint, url, reading);
        }
        catch (OperationCanceledException)
        {
            // Whoever asked first has gone; nothing is held against the endpoint.
        }
        finally
        {
            _running.TryRemove(url, out _);
            done.SetResult(outcome);
        }
    }

    private async Task<ModelListReading> ReadAsync(Endpoint endpoint, int tries, CancellationToken cancellation)
    {
        var pause = Options.RetryBackoff;
        for (var number = 1; ; number++)
        {
            var reading = await ReadOnceAsync(endpoint, cancellation);
            if (reading.Outcome != ModelListOutcome.Failed || number >= tries)
            {
                return reading;
            }

            await Task.Delay(pause, time, cancellation);
            pause *= 2;
        }
    }

    private async Task<ModelListReading> ReadOnceAsync(Endpoint endpoint, CancellationToken cancellation)
    {
        var recognised = registry.ListOf(endpoint)?.Type;
        using var limit = new CancellationTokenSource(Options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            return await reader.ReadAsync(endpoint, recognised, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return ModelListReading.Failed(endpoint.Type, $"no answer within {Options.Timeout.TotalSeconds:0.###}s");
        }
    }

    private void Register(Endpoint endpoint, string url, ModelListReading reading)
    {
        if (reading.Outcome != ModelListOutcome.Read)
        {
            if (_failures.Note(url, reading.Outcome))
            {
                LogSuspended(logger, endpoint.Name, reading.Error!);
            }
            else
            {
                LogFailed(logger, endpoint.Name, reading.Error!);
            }

            return;
        }

        _failures.Note(url, ModelListOutcome.Read);
        if (endpoint.Type == ProviderTypes.Auto && registry.ListOf(endpoint)?.Type != reading.Type)
        {
            LogRecognised(logger, endpoint.Name, reading.Type);
        }

        var filter = endpoint.Options.ModelFilter;
        registry.Register(endpoint, reading.Type, reading.Models.Where(model => filter.Accepts(model.Name)));
        LogListed(logger, endpoint.Name, reading.Models.Length, reading.Type);
    }

    private static string UrlOf(Endpoint endpoint) => endpoint.Url.AbsoluteUri;
}
