using Olla.Perf.Reports;
using Olla.Perf.Results.Store;
using Olla.Perf.Tests.Simulation;

namespace Olla.Perf.Tests.Reports;

/// <summary>A report of a simulated quick sweep, written once for all tests of a class.</summary>
public sealed class SimulatedReport : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Path => _folder.Path;

    public string Page { get; private set; } = "";

    internal RunReport Report { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var data = await SimulatedRun.RunAsync(QuickTruth.Scenario, QuickTruth.Truth, 9);
        var facts = new RunFacts("20260101-000000-quick-simulated", "simulated-2c-4g-000000", "a simulation", "test", DateTimeOffset.UnixEpoch);
        Report = RunReport.Build(data, facts);
        var run = new RunFolder(_folder.Path);
        ReportWriter.Write(Report, run);
        Page = await File.ReadAllTextAsync(run.Report);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();
}
