using System.Reflection;
using Microsoft.Data.Sqlite;
using Olla.Perf.Commands;
using Olla.Perf.Fleet;
using Olla.Perf.Load;
using Olla.Perf.Results.Store;
using Olla.Perf.Scenarios;
using Olla.Perf.Tests.Simulation;

namespace Olla.Perf.Tests.Commands;

public sealed class CommandFailureTests
{
    public static TheoryData<Exception, int> Failures() => new()
    {
        { new ScenarioException("a.yaml:1: wrong"), ExitCode.Usage },
        { new ConfigurationFileException("c.yaml:1: wrong"), ExitCode.Usage },
        { new RunStoreException("wrong"), ExitCode.Failure },
        { new TrialFailedException("wrong"), ExitCode.Failure },
        { new FleetException("wrong"), ExitCode.Failure },
        { new IOException("disk full"), ExitCode.Failure },
        { new UnauthorizedAccessException("not yours"), ExitCode.Failure },
        { new SqliteException("disk I/O error", 10), ExitCode.Failure },
        { new InsufficientMemoryException(), ExitCode.Failure },
        { new InvalidOperationException("line one\nline two"), ExitCode.Failure },
        { new KeyNotFoundException(), ExitCode.Failure },
        { new AggregateException(new IOException("disk full"), new IOException("again")), ExitCode.Failure },
        { new TargetInvocationException(new IOException("within")), ExitCode.Failure },
        { new OperationCanceledException(), ExitCode.Failure },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Every_exception_is_one_line_and_one_exit_code(Exception error, int code)
    {
        Assert.Single(CommandFailure.Describe(error, stopped: false).Split('\n'));
        Assert.Equal(code, CommandFailure.ToExitCode(error, "sweep"));
        Assert.Equal(code == ExitCode.Usage ? code : ExitCode.GateFailed, CommandFailure.ToExitCode(error, "gate"));
    }

    [Fact]
    public void Ctrl_C_is_no_failure_to_explain() => Assert.Equal("stopped", CommandFailure.Describe(new OperationCanceledException(), stopped: true));

    [Fact]
    public async Task An_error_output_that_is_full_changes_no_exit_code()
    {
        using var full = new FullWriter();

        Assert.Equal(ExitCode.Failure, await CommandLine.RunAsync(["report", "no-such-run"], full));
        Assert.Equal(ExitCode.Usage, await CommandLine.RunAsync(["sweep", "--blokcs", "3"], full));
    }

    [Fact]
    public async Task An_output_that_is_full_is_one_line()
    {
        using var folder = new TemporaryFolder();
        var scenario = folder.Write("s.yaml", "name: small\nfleet: {mocks: [{name: one}]}\nload: {phases: [{inject: {rate: 10, during: 1s}}]}\n");
        using var full = new FullWriter();
        using var errors = new StringWriter();

        Assert.Equal(ExitCode.Failure, await CommandLine.RunAsync(["sweep", scenario, "--dry-run"], errors, full));
        Assert.Equal("No space left on device" + Environment.NewLine, errors.ToString());
    }

    private sealed class FullWriter : TextWriter
    {
        public override System.Text.Encoding Encoding => System.Text.Encoding.UTF8;

        public override void Write(char value) => throw new IOException("No space left on device");
    }
}
