using Olla.Perf.Fleet;

namespace Olla.Perf.Tests.Fleet;

public sealed class ManagedProcessTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task It_is_ready_when_it_says_where_it_listens_and_ends_when_it_is_let_go()
    {
        var process = Start("echo starting; echo listening on http://127.0.0.1:4711 name=mock; exec sleep 600");
        var tree = new ProcessTree(process.Id);
        try
        {
            Assert.Equal(new Uri("http://127.0.0.1:4711"), await process.WaitUntilListeningAsync(_patience, CancellationToken.None));
            Assert.True(tree.Read().Threads > 0);
        }
        finally
        {
            await process.DisposeAsync();
        }

        Assert.Equal(0, tree.Read().Threads);
    }

    [Fact]
    public async Task One_that_ends_before_it_is_ready_is_quoted_with_its_code()
    {
        await using var process = Start("echo reading; echo the port is taken >&2; exit 3");
        var failure = await Assert.ThrowsAsync<FleetException>(() => process.WaitUntilListeningAsync(_patience, CancellationToken.None));
        Assert.Contains("the test ended with code 3 before it was ready", failure.Message, StringComparison.Ordinal);
        Assert.Contains("the port is taken", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_says_nothing_is_given_up()
    {
        await using var process = Start("exec sleep 600");
        var failure = await Assert.ThrowsAsync<FleetException>(() => process.WaitUntilListeningAsync(TimeSpan.Zero, CancellationToken.None));
        Assert.Contains("was not ready after 0 s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_is_nowhere_is_named() => Assert.Contains(
        "/no/such/program",
        Assert.Throws<FleetException>(() => ManagedProcess.Start("the test", ProgramLocation.FromFile("/no/such/program"), [], TimeProvider.System)).Message,
        StringComparison.Ordinal);

    private static ManagedProcess Start(string script) =>
        ManagedProcess.Start("the test", ProgramLocation.FromFile("/bin/sh"), ["-c", script], TimeProvider.System);
}
