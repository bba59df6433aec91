using System.Net.Sockets;
using Olla.Perf.Scenarios;

namespace Olla.Perf.Fleet;

/// <summary>
/// The backends of a scenario. Mocks are started once and serve every trial: what they are compiled to is then the same for all
/// candidates. Real backends are only named.
/// </summary>
internal sealed class BackendFleet : IAsyncDisposable
{
    private static readonly TimeSpan _connectPatience = TimeSpan.FromSeconds(5);

    private BackendFleet(FleetPlan plan, IReadOnlyList<Backend> backends)
    {
        Plan = plan;
        Backends = backends;
    }

    public FleetPlan Plan { get; }

    public IReadOnlyList<Backend> Backends { get; }

    /// <summary>True if every backend stamps its events.</summary>
    public bool AllMocks => Plan.Endpoints.Count == 0;

    /// <exception cref="FleetException">A mock did not start, or nobody listens where a real backend should be.</exception>
    public static async Task<BackendFleet> StartAsync(
        FleetPlan plan, string model, ulong seed, FleetOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var backends = new List<Backend>();
        foreach (var real in plan.Endpoints)
        {
            await RefuseIfDownAsync(real, time, cancellation);
            backends.Add(new Backend(real.Name, real.Url, real.Type, 1, null));
        }

        var started = new List<ManagedProcess>();
        try
        {
            if (plan.Mocks.Count > 0)
            {
                var program = options.Mock ?? FindProgram();
                started.AddRange(plan.Mocks.Select((mock, index) => ManagedProcess.Start(
                    $"mock backend '{mock.Name}'", program, MockArguments.Create(mock, model, seed + (ulong)index), time)));
                var addresses = await Task.WhenAll(started.Select(process => process.WaitUntilListeningAsync(options.StartPatience, cancellation)));
                backends.AddRange(plan.Mocks.Select((mock, index) => new Backend(
                    mock.Name, addresses[index], MockArguments.EndpointType(mock.Provider), Math.Max(1, mock.Slots), started[index])));
            }

            return new BackendFleet(plan, backends);
        }
        catch
        {
            await StopAsync(started);
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync(Backends.Where(backend => backend.Process is not null).Select(backend => backend.Process!));

    /// <summary>A backend that is down is named at once, before a proxy is started that would only answer 503 for it.</summary>
    private static async Task RefuseIfDownAsync(RealBackendPlan real, TimeProvider time, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(_connectPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(real.Url.DnsSafeHost, real.Url.Port, either.Token);
        }
        catch (SocketException exception)
        {
            throw new FleetException($"backend '{real.Name}' cannot be reached at {real.Url}: {exception.Message}; start it, or correct fleet.endpoints", exception);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new FleetException($"backend '{real.Name}' at {real.Url} took no connection within {_connectPatience.TotalSeconds:0} s; start it, or correct fleet.endpoints", exception);
        }
    }

    private static Task StopAsync(IEnumerable<ManagedProcess> processes) =>
        Task.WhenAll(processes.Select(process => process.DisposeAsync().AsTask()));

    private static ProgramLocation FindProgram()
    {
        try
        {
            return ProgramLocation.Find("olla-mock", Path.Combine("mock-backends", "Olla.MockBackends"));
        }
        catch (FileNotFoundException exception)
        {
            throw new FleetException(exception.Message, exception);
        }
    }
}
