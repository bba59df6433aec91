using Olla.Perf.Scenarios;

namespace Olla.Perf.Fleet;

/// <summary>
/// The backends of a scenario. Mocks are started once and serve every trial: what they are compiled to is then the same for all
/// candidates. Real backends are only named.
/// </summary>
internal sealed class BackendFleet : IAsyncDisposable
{
    private BackendFleet(FleetPlan plan, IReadOnlyList<Backend> backends)
    {
        Plan = plan;
        Backends = backends;
    }

    public FleetPlan Plan { get; }

    public IReadOnlyList<Backend> Backends { get; }

    /// <summary>True if every backend stamps its events.</summary>
    public bool AllMocks => Plan.Endpoints.Count == 0;

    /// <exception cref="FleetException">A mock did not start.</exception>
    public static async Task<BackendFleet> StartAsync(
        FleetPlan plan, string model, ulong seed, FleetOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var backends = new List<Backend>();
        foreach (var real in plan.Endpoints)
        {
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
