using Olla.LlmApi.Streaming;
using Olla.Perf.Analysis.Measurement;
using Olla.Perf.Fleet;
using Olla.Perf.Load.Arrivals;
using Olla.Perf.Load.Http;
using Olla.Perf.Results;
using Olla.Perf.Results.Log;
using Olla.Perf.Scenarios;
using Olla.Perf.Sweeps;

namespace Olla.Perf.Load;

/// <summary>
/// One trial from beginning to end:
/// <code>
///   (1) backends ──► (2) fresh proxy ──► (3) warm-up, idle ──► (4) load + samples ──► (5) event log ──► (6) measurement
///        └────────────── direct leg: no proxy ────────────────────┘
/// </code>
/// The backends are kept from trial to trial, everything else is new each time.
/// </summary>
internal sealed class TrialRunner(FleetOptions options, TimeProvider time) : ITrialRunner, IAsyncDisposable
{
    // Takes effect if no socket was used before; a program that uses some earlier calls it first thing in Main.
    static TrialRunner() => InlineCompletions.Enable();

    private static readonly TimeSpan _sampleEvery = TimeSpan.FromMilliseconds(200);
    private readonly Warmup _warmup = new(options, time);
    private readonly string _folder = options.WorkFolder ?? Directory.CreateTempSubdirectory("olla-perf-").FullName;
    private BackendFleet? _fleet;

    public async Task<TrialMeasurement> RunAsync(TrialRequest request, IProgress<TrialProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            Report(progress, "starting", 0);
            var fleet = await BackendsAsync(request.Scenario, cancellation); // (1)
            await using var proxy = await ProxyAsync(request, fleet, cancellation); // (2)
            var targets = Targets(proxy, fleet, request.Scenario.Tls);
            try
            {
                var log = await MeasureAsync(request, fleet, proxy, targets, progress, cancellation);
                TrialLogWriter.Write(log, request.EventLogPath); // (5)
                return TrialAnalyzer.Measure(log); // (6)
            }
            finally
            {
                foreach (var target in targets)
                {
                    target.Dispose();
                }
            }
        }
        catch (FleetException exception)
        {
            throw new TrialFailedException(exception.Message, exception);
        }
        catch (ArgumentException exception)
        {
            throw new TrialFailedException(exception.Message, exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_fleet is not null)
        {
            await _fleet.DisposeAsync();
        }

        if (options.WorkFolder is null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task<TrialLog> MeasureAsync(
        TrialRequest request, BackendFleet fleet, ProxyUnderTest? proxy, IReadOnlyList<HttpTarget> targets,
        IProgress<TrialProgress>? progress, CancellationToken cancellation)
    {
        // (3)
        Report(progress, "warming up", 0);
        var workload = request.Scenario.Workload;
        await _warmup.WaitUntilServingAsync(targets, workload, () => proxy is { HasExited: true } ? proxy.LastLines : null, cancellation);
        var tree = proxy is { ProcessId: > 0 } ? new ProcessTree(proxy.ProcessId) : null;
        if (proxy is not null)
        {
            await _warmup.RunAsync(targets, workload, request.Scenario.Load.WarmupRequests ?? options.WarmupRequests, request.Scenario.Load.Connections, tree is null ? [] : [tree], cancellation);
        }

        await MockControl.ResetAsync(fleet.Backends, cancellation);

        // (4) The generator's own garbage is collected before, not in the window.
        var idleBytes = tree?.Read().ResidentBytes ?? 0;
        var schedule = LoadSchedule.Create(request.Scenario.Load, request.TraceSeed);
        var generator = new LoadGenerator(schedule, new RequestSource(workload, request.TraceSeed, targets), targets, workload.Timeout, request.Scenario.Load.Connections);
        using var quiet = QuietCollector.Begin(schedule.Arrivals.Count, workload.OutputTokens.Mean);
        await using var runtime = request.Scenario.RuntimeEvents && proxy is { ProcessId: > 0 } ? RuntimeEvents.TryAttach(proxy.ProcessId) : null;
        await using var sampler = new ResourceSampler(Trees(fleet, tree), _sampleEvery, time, runtime);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var watch = Task.CompletedTask;
        try
        {
            var observations = await generator.RunAsync(
                () => watch = WatchAsync(generator, sampler, tree, progress, over.Token), cancellation);
            await over.CancelAsync();
            await watch;
            var pacing = await MockControl.ReadPacingAsync(fleet.Backends, cancellation);
            return Assemble(request, fleet, targets, generator, observations, await sampler.StopAsync(), idleBytes, pacing, runtime is not null);
        }
        finally
        {
            await over.CancelAsync();
            await watch;
        }
    }

    /// <summary>Samples at the very edges of the window, and tells how far the trial is.</summary>
    private async Task WatchAsync(
        LoadGenerator generator, ResourceSampler sampler, ProcessTree? tree, IProgress<TrialProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            await DelayUntilAsync(generator.WindowStart, cancellation);
            tree?.ResetPeak();
            sampler.SampleNow();
            while (EmissionStamp.Now() < generator.WindowEnd)
            {
                Report(progress, "measuring", generator.Fraction, generator.Done, generator.Open);
                await DelayUntilAsync(Math.Min(generator.WindowEnd, EmissionStamp.Now() + 250_000_000), cancellation);
            }

            sampler.SampleNow();
            sampler.CountSocketsNow();
            while (true)
            {
                Report(progress, "draining", 1, generator.Done, generator.Open);
                await DelayUntilAsync(EmissionStamp.Now() + 250_000_000, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            // The load is over.
            sampler.SampleNow();
        }
    }

    private Task DelayUntilAsync(long moment, CancellationToken cancellation) =>
        Task.Delay(TimeSpan.FromTicks(Math.Max(0, (moment - EmissionStamp.Now()) / 100)), time, cancellation);

    private static TrialLog Assemble(
        TrialRequest request, BackendFleet fleet, IReadOnlyList<HttpTarget> targets, LoadGenerator generator,
        IReadOnlyList<RequestObservation> observations, IReadOnlyList<ResourceRow> resources, long idleBytes, PacingError? pacing, bool runtimeEvents)
    {
        var scenario = request.Scenario;
        var closed = scenario.Load.Phases.Any(phase => phase.Simulation is LoadSimulation.KeepConstant or LoadSimulation.RampingConstant);
        var header = new TrialLogHeader
        {
            TrialId = request.TrialId,
            Scenario = scenario.Name,
            Candidate = request.Candidate.Id,
            Role = request.Candidate.Role.ToString(),
            Block = request.Block,
            TraceSeed = request.TraceSeed,
            WindowStart = generator.WindowStart,
            WindowEnd = generator.WindowEnd,
            OpenModel = !closed,
            Arrivals = observations.Count(observation => observation.Phase >= 0),
            SteadyLoad = scenario.Load.Phases is [{ Simulation: LoadSimulation.Inject or LoadSimulation.KeepConstant }],
            Stream = scenario.Workload.Stream,
            MockBackends = fleet.AllMocks,
            Slo = scenario.Slo,
            Capacities = fleet.Backends.ToDictionary(backend => backend.Name, backend => backend.Capacity),
            IdleResidentBytes = idleBytes,
            Pacing = pacing,
            RuntimeEvents = runtimeEvents,
            Processors = Environment.ProcessorCount,
        };
        return TrialLogAssembler.Assemble(header, observations, [.. targets.Select(target => target.Name)], resources);
    }

    private async Task<BackendFleet> BackendsAsync(Scenario scenario, CancellationToken cancellation)
    {
        if (_fleet is not null && ReferenceEquals(_fleet.Plan, scenario.Fleet))
        {
            return _fleet;
        }

        if (_fleet is not null)
        {
            await _fleet.DisposeAsync();
            _fleet = null;
        }

        _fleet = await BackendFleet.StartAsync(scenario.Fleet, scenario.Workload.Model, scenario.Seed, options, time, cancellation);
        await WarmBackendsAsync(_fleet, scenario.Workload, cancellation);
        return _fleet;
    }

    /// <summary>Once per fleet, so that the first trial meets the same backends as the last one. Warms the generator's own code as well.</summary>
    private async Task WarmBackendsAsync(BackendFleet fleet, WorkloadPlan workload, CancellationToken cancellation)
    {
        if (!fleet.AllMocks)
        {
            return;
        }

        var targets = Targets(null, fleet, new TlsPlan());
        await _warmup.WaitUntilServingAsync(targets, workload, () => null, cancellation);
        await _warmup.RunAsync(targets, workload, options.WarmupRequests, 0, [.. fleet.Backends.Select(backend => new ProcessTree(backend.Process!.Id))], cancellation);
        foreach (var target in targets)
        {
            target.Dispose();
        }
    }

    private async Task<ProxyUnderTest?> ProxyAsync(TrialRequest request, BackendFleet fleet, CancellationToken cancellation)
    {
        if (request.Candidate.Role == TrialRole.Direct)
        {
            return null;
        }

        if (options.Foreign is { } foreign)
        {
            return ProxyUnderTest.StartForeign(foreign, request.Scenario.Tls, time);
        }

        var configuration = ProxyConfigurationFile.Write(request.Scenario.ProxyBase, request.Candidate.Settings, fleet.Backends);
        var build = options with { Proxy = options.ProxyByCandidate.GetValueOrDefault(request.Candidate.Id) ?? options.Proxy };
        return await ProxyUnderTest.StartAsync(request.TrialId, configuration, build, _folder, time, cancellation);
    }

    private static IReadOnlyList<HttpTarget> Targets(ProxyUnderTest? proxy, BackendFleet fleet, TlsPlan tls) =>
        proxy is not null ? [proxy.Target] : [.. fleet.Backends.Select(backend => HttpTarget.Create(backend.Name, backend.Address, tls: tls))];

    private static List<(ResourceOwner Owner, ProcessTree Tree)> Trees(BackendFleet fleet, ProcessTree? proxy)
    {
        var trees = new List<(ResourceOwner, ProcessTree)>();
        if (proxy is not null)
        {
            trees.Add((ResourceOwner.Proxy, proxy));
        }

        trees.AddRange(fleet.Backends.Where(backend => backend.Process is not null)
            .Select(backend => (ResourceOwner.Backends, new ProcessTree(backend.Process!.Id))));
        trees.Add((ResourceOwner.Generator, new ProcessTree(Environment.ProcessId, withChildren: false)));
        return trees;
    }

    private static void Report(IProgress<TrialProgress>? progress, string stage, double fraction, long done = 0, int open = 0) =>
        progress?.Report(new TrialProgress(stage, fraction, done, open));
}
