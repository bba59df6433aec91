using Olla.LlmApi.Streaming;
using Olla.Perf.Fleet;
using Olla.Perf.Load.Arrivals;
using Olla.Perf.Load.Http;
using Olla.Perf.Scenarios;

namespace Olla.Perf.Load;

/// <summary>
/// Brings a fresh process to the state that is measured: first until a request goes through at all (its backends are found healthy), then a
/// fixed number of requests so that its code is compiled, then until it is idle. The requests come in up to three rounds with a rest after each,
/// because the runtime compiles hot code twice more (instrumented, then optimised), and it does so only when nothing new is being compiled.
/// The rules of the window hold here too: each request is under the workload's time-out, no more are open than the load may open, and
/// each phase is under a patience of its own, so that a backend that never answers delays a trial and does not stop it.
/// </summary>
internal sealed class Warmup(FleetOptions options, TimeProvider time)
{
    private const int Clients = 8;
    private const int WarmupTokens = 16;
    private const int MostRounds = 3;

    /// <summary>After this long no further warm-up request is sent; those that run end by their own time-out.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    /// <summary>What the runtime calls hot code took fewer calls than this many requests make; a smaller round would not get it compiled.</summary>
    private const int LeastOfARound = 50;
    private const double IdleCores = 0.03;
    private static readonly TimeSpan _between = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _idleSlice = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan _idlePatience = TimeSpan.FromSeconds(1);

    /// <summary>Sends single requests until one is answered well.</summary>
    /// <exception cref="FleetException">None was within the patience; the message holds the last answer.</exception>
    public async Task WaitUntilServingAsync(IReadOnlyList<HttpTarget> targets, WorkloadPlan workload, Func<string?> ended, CancellationToken cancellation)
    {
        var requests = Source(workload, targets);
        for (var target = 0; target < targets.Count; target++)
        {
            var start = time.GetTimestamp();
            while (true)
            {
                var observation = await SendAsync(requests, targets[target], target, -1 - target, workload.Timeout, cancellation);
                if (observation.Outcome == Outcome.Completed)
                {
                    break;
                }

                if (ended() is { } lastWords)
                {
                    throw new FleetException($"the proxy ended before it served a request. It wrote:{Environment.NewLine}{lastWords}");
                }

                if (time.GetElapsedTime(start) > options.ReadyPatience)
                {
                    throw new FleetException(
                        $"no request went through {targets[target].Authority} within {options.ReadyPatience.TotalSeconds:0} s; " +
                        $"the last ended as '{observation.Outcome}' {observation.Detail}".TrimEnd());
                }

                await Task.Delay(_between, time, cancellation);
            }
        }
    }

    /// <summary>Sends the fixed number of requests, a few at a time, and waits after each round until the process is idle.</summary>
    /// <param name="number">Requests in all.</param>
    /// <param name="connections">Most requests that the load may have open; 0 is unlimited.</param>
    /// <param name="trees">Whose idleness is waited for.</param>
    public async Task RunAsync(
        IReadOnlyList<HttpTarget> targets, WorkloadPlan workload, int number, int connections, IReadOnlyList<ProcessTree> trees, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        var clients = connections > 0 ? Math.Min(connections, Clients) : Clients;
        var requests = Source(workload, targets);
        var next = 0;
        var rounds = Math.Clamp(number / LeastOfARound, 1, MostRounds);
        for (var round = 1; round <= rounds; round++)
        {
            var last = number * round / rounds;
            await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(
                async () =>
                {
                    while (time.GetElapsedTime(start) < _patience && Interlocked.Increment(ref next) is var ordinal && ordinal <= last)
                    {
                        await SendAsync(requests, targets[ordinal % targets.Count], ordinal % targets.Count, -1 - ordinal, workload.Timeout, cancellation);
                    }
                },
                cancellation)));
            await WaitUntilIdleAsync(trees, cancellation);
        }
    }

    /// <summary>Waits until the processes use next to no CPU, but not forever.</summary>
    private async Task WaitUntilIdleAsync(IReadOnlyList<ProcessTree> trees, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        while (trees.Count > 0 && time.GetElapsedTime(start) < _idlePatience)
        {
            var before = trees.Sum(tree => tree.ReadCpu());
            var at = EmissionStamp.Now();
            await Task.Delay(_idleSlice, time, cancellation);
            if (trees.Sum(tree => tree.ReadCpu()) - before < IdleCores * (EmissionStamp.Now() - at))
            {
                return;
            }
        }
    }

    /// <summary>
    /// Mock backends hurry through the warm-up (others ignore the wish), but still pause between tokens: the code that waits for the next
    /// one is to be compiled as well.
    /// </summary>
    private static RequestSource Source(WorkloadPlan workload, IReadOnlyList<HttpTarget> targets) =>
        new(Short(workload), 0, targets) { Overrides = "ttft_ms=1;interval_us=1000" };

    /// <summary>Few tokens, and clients that stay to the end.</summary>
    private static WorkloadPlan Short(WorkloadPlan workload) => workload with
    {
        OutputTokens = new DistributionPlan("constant", WarmupTokens, 0),
        AbortRate = 0,
        SlowReaderRate = 0,
        Mix = [.. workload.Mix.Select(share => share with { Workload = Short(share.Workload) })],
    };

    private async Task<RequestObservation> SendAsync(
        RequestSource requests, HttpTarget target, int targetIndex, int ordinal, TimeSpan timeout, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var request = requests.Create(ordinal, targetIndex);
        var observation = new RequestObservation(ordinal, -1, EmissionStamp.Now()) { RequestedTokens = request.Tokens };
        var connection = target.Rent();
        using var limit = new CancellationTokenSource(timeout, time);
        await using var late = limit.Token.Register(() => connection.Abort(observation, Outcome.Timeout));
        await using var registration = cancellation.Register(() => connection.Abort(observation, Outcome.Abandoned));
        await connection.RunAsync(observation, request);
        if (connection.CanReuse)
        {
            target.Return(connection);
        }
        else
        {
            connection.Dispose();
        }

        return observation;
    }
}
