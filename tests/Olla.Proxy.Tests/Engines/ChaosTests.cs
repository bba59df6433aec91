using System.Net.Sockets;
using Olla.Configuration;
using Olla.Proxy.Tests.Engines.Scripted;

namespace Olla.Proxy.Tests.Engines;

/// <summary>Tests that look at the whole process, and so run without others beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>
/// Backends and clients that misbehave at random: every client sees its exact bytes or an explicit failure, and afterwards nothing is left.
/// Runs of minutes: see <see cref="ChaosSettings"/>.
/// </summary>
[Collection(nameof(Alone))]
public sealed class ChaosTests
{
    private const int Clients = 24;
    private static readonly int Exchanges = ChaosSettings.ExchangesOr(3_000);
    private static readonly int Seed = ChaosSettings.Seed;

    [Theory]
    [ClassData(typeof(BothEngines))]
    public async Task Whatever_goes_wrong_a_client_sees_its_exact_bytes_or_a_failure_and_nothing_is_left_behind(string engine)
    {
        // The first, shorter run fills what is filled once: pools of buffers, threads, compiled code.
        await RunAsync(engine, Seed, 500);
        var sockets = ProcessFootprint.Sockets();
        var memory = GC.GetTotalMemory(forceFullCollection: true);

        var (exact, failed) = await RunAsync(engine, Seed + 1, Exchanges);

        Assert.InRange(exact, (exact + failed) / 2, exact + failed);
        while (ProcessFootprint.Sockets() > sockets)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        await ReturnsToAsync(memory + (24 << 20));
    }

    /// <summary>What hangs on objects with finalizers, or on work of the thread pool that is about to end, takes more than one collection.</summary>
    private static async Task ReturnsToAsync(long limit)
    {
        var memory = long.MaxValue;
        for (var i = 0; i < 100 && memory > limit; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            GC.WaitForPendingFinalizers();
            memory = GC.GetTotalMemory(forceFullCollection: true);
        }

        Assert.InRange(memory, 0, limit);
    }

    private static async Task<(int Exact, int Failed)> RunAsync(string engine, int seed, int exchanges)
    {
        var connections = 0;
        await using var backend = new ScriptedBackend(
            connection => ChaoticBackend.ServeAsync(connection, new Random(seed + Interlocked.Increment(ref connections))));
        var limit = TimeSpan.FromMilliseconds(500);
        var options = new ProxyOptions { ReadTimeout = limit, ResponseHeaderTimeout = limit, ResponseHeaderTimeoutIsExplicit = true };
        var result = (Exact: 0, Failed: 0);
        await using (var host = await EngineHost.StartAsync(engine, options, TimeProvider.System, backend, backend, backend))
        {
            var clients = await Task.WhenAll(Enumerable.Range(0, Clients).Select(number => Task.Run(async () =>
            {
                var client = new ChaoticClient(host, new Random(seed - number - 1), number);
                for (var i = number; i < exchanges; i += Clients)
                {
                    await client.ExchangeAsync();
                }

                client.Leave();
                return client;
            })));
            result = (clients.Sum(client => client.Exact), clients.Sum(client => client.Failed));
            while (host.Endpoints.Any(endpoint => endpoint.State.ActiveConnections != 0))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
            }
        }

        // With the engine its idle connections have ended.
        while (backend.Open > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        return result;
    }
}
