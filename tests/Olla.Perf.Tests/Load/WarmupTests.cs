using Olla.Perf.Fleet;
using Olla.Perf.Load;
using Olla.Perf.Load.Http;
using Olla.Perf.Scenarios;
using static Olla.Perf.Tests.Load.Http.StreamBuilder;

namespace Olla.Perf.Tests.Load;

/// <summary>The warm-up and the readiness probe obey the rules of the window. Without them each test here would never end.</summary>
public sealed class WarmupTests
{
    private static readonly WorkloadPlan _workload = new() { Timeout = TimeSpan.FromMilliseconds(100) };

    /// <summary>What a backend writes before it falls silent.</summary>
    public static TheoryData<string, string> Silences { get; } = new()
    {
        { "nothing at all", "" },
        { "half a head", "HTTP/1.1 200 OK\r\nContent-" },
        { "a head", Head },
        { "tokens without an end", Head + Chunk(Role) + Chunk(Token(0, 1)) },
    };

    [Theory]
    [MemberData(nameof(Silences))]
    public async Task A_backend_that_falls_silent_is_named_with_its_class_of_failure(string name, string written)
    {
        _ = name;
        await using var server = new ScriptedServer([written]);
        using var target = HttpTarget.Create("b", server.Address);

        var error = await Assert.ThrowsAsync<FleetException>(() => Warmup(TimeSpan.Zero).WaitUntilServingAsync([target], _workload, () => null, CancellationToken.None));

        Assert.Contains("the last ended as 'timeout'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Silences))]
    public async Task Warm_up_requests_that_get_no_answer_end_by_the_time_out_and_the_others_go_on(string name, string written)
    {
        _ = name;
        await using var server = new ScriptedServer(async (number, _, write) =>
        {
            await write(number % 4 == 0 ? written : Head + Chunk(Token(0, 1)) + Chunk(Done) + LastChunk);
            return true;
        });
        using var target = HttpTarget.Create("b", server.Address);

        await Warmup(TimeSpan.Zero).RunAsync([target], _workload, 16, 0, [], CancellationToken.None);

        Assert.Equal(16, server.Requests.Count);
    }

    [Fact]
    public async Task The_warm_up_opens_no_more_connections_than_the_load_may()
    {
        await using var server = new ScriptedServer([Head + Chunk(Token(0, 1)) + Chunk(Done) + LastChunk]);
        using var target = HttpTarget.Create("b", server.Address);

        await Warmup(TimeSpan.Zero).RunAsync([target], new WorkloadPlan(), 30, 1, [], CancellationToken.None);

        Assert.Equal((30, 1), (server.Requests.Count, server.Connections));
    }

    private static Warmup Warmup(TimeSpan patience) => new(new FleetOptions { ReadyPatience = patience }, TimeProvider.System);
}
