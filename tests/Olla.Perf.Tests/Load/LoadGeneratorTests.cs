using Olla.Perf.Load;
using Olla.Perf.Load.Arrivals;
using Olla.Perf.Load.Http;
using Olla.Perf.Scenarios;
using static Olla.Perf.Tests.Load.Http.StreamBuilder;

namespace Olla.Perf.Tests.Load;

public class LoadGeneratorTests
{
    private static readonly string[] _answer = [Head + Chunk(Role), Chunk(Token(0, 1)), Chunk(Token(1, 2)) + Chunk(Done) + LastChunk];

    [Fact]
    public async Task Every_arrival_of_an_open_schedule_becomes_one_request()
    {
        await using var server = new ScriptedServer(_answer);
        var observations = await RunAsync(server, new LoadPhase { Simulation = LoadSimulation.Inject, Rate = 500, During = TimeSpan.FromSeconds(0.4) });
        var schedule = Schedule(new LoadPhase { Simulation = LoadSimulation.Inject, Rate = 500, During = TimeSpan.FromSeconds(0.4) });
        Assert.Equal(schedule.Arrivals.Count, observations.Count);
        Assert.All(observations, observation => Assert.Equal((Outcome.Completed, 2), (observation.Outcome, observation.Events.Length)));
        Assert.Equal(Enumerable.Range(0, observations.Count), observations.Select(observation => observation.Ordinal).Order());
        Assert.All(observations, observation => Assert.True(
            observation.Scheduled <= observation.Dispatched && observation.Dispatched <= observation.Sent && observation.Sent < observation.FirstByte));
    }

    [Fact]
    public async Task A_closed_schedule_never_has_more_requests_open_than_clients()
    {
        await using var server = new ScriptedServer(_answer);
        var observations = await RunAsync(server, new LoadPhase { Simulation = LoadSimulation.KeepConstant, Copies = 3, During = TimeSpan.FromSeconds(0.8) });
        Assert.True(observations.Count > 3, "each client goes on after its first request");
        var edges = observations.SelectMany(observation => new[] { (Time: observation.Sent, Change: 1), (Time: observation.End, Change: -1) })
            .OrderBy(edge => edge.Time).ThenBy(edge => edge.Change);
        var open = 0;
        Assert.All(edges, edge => Assert.InRange(open += edge.Change, 0, 3));
        Assert.InRange(server.Connections, 1, 3);
    }

    [Fact]
    public async Task Clients_of_a_closed_schedule_pause_between_two_requests()
    {
        await using var server = new ScriptedServer(_answer);
        var phase = new LoadPhase
        {
            Simulation = LoadSimulation.KeepConstant,
            Copies = 1,
            ThinkTime = TimeSpan.FromMilliseconds(40),
            During = TimeSpan.FromSeconds(0.8),
        };
        var observations = (await RunAsync(server, phase)).OrderBy(observation => observation.Sent).ToList();
        Assert.InRange(observations.Count, 2, 21);
        Assert.All(observations.Zip(observations.Skip(1)), pair => Assert.True(pair.Second.Sent - pair.First.End >= 40_000_000, "the pause was too short"));
    }

    [Fact]
    public async Task A_pause_that_outlasts_the_load_is_not_waited_for()
    {
        await using var server = new ScriptedServer(_answer);
        var phase = new LoadPhase { Simulation = LoadSimulation.KeepConstant, Copies = 2, ThinkTime = TimeSpan.FromHours(5), During = TimeSpan.FromSeconds(0.1) };
        Assert.Equal(2, (await RunAsync(server, phase)).Count);
    }

    [Fact]
    public async Task A_request_without_an_end_is_ended_by_the_time_out()
    {
        await using var server = new ScriptedServer([Head + Chunk(Token(0, 1))]);
        var observations = await RunAsync(
            server, new LoadPhase { Simulation = LoadSimulation.Inject, Rate = 20, Arrival = "constant", During = TimeSpan.FromSeconds(0.1) },
            timeout: TimeSpan.FromSeconds(0.1));
        Assert.Equal([Outcome.Timeout, Outcome.Timeout], observations.Select(observation => observation.Outcome));
        Assert.All(observations, observation => Assert.True(observation.End - observation.Dispatched >= 100_000_000));
    }

    [Fact]
    public async Task A_port_that_nobody_listens_on_gives_connect_errors()
    {
        Uri address;
        await using (var server = new ScriptedServer(_answer))
        {
            address = server.Address;
        }

        var observations = await RunAsync(address, new LoadPhase { Simulation = LoadSimulation.Inject, Rate = 50, Arrival = "constant", During = TimeSpan.FromSeconds(0.1) });
        Assert.Equal(5, observations.Count);
        Assert.All(observations, observation => Assert.Equal(Outcome.Connect, observation.Outcome));
    }

    [Fact]
    public async Task Cancelling_ends_the_open_requests_and_the_run()
    {
        await using var server = new ScriptedServer([Head]);
        using var cancellation = new CancellationTokenSource();
        var target = HttpTarget.Create("b", server.Address);
        var generator = Generator(target, new LoadPhase { Simulation = LoadSimulation.KeepConstant, Copies = 2, During = TimeSpan.FromSeconds(600) }, TimeSpan.FromSeconds(600));
        var run = generator.RunAsync(null, cancellation.Token);
        while (server.Requests.Count < 2)
        {
            await Task.Yield();
        }

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal(0, generator.Open);
        target.Dispose();
    }

    [Fact]
    public async Task What_a_request_asks_for_depends_on_its_number_and_the_seed_alone()
    {
        await using var server = new ScriptedServer(_answer);
        using var target = HttpTarget.Create("b", server.Address);
        var workload = new WorkloadPlan { OutputTokens = new DistributionPlan("lognormal", 64, 0.5) };
        var one = new RequestSource(workload, 3, [target]);
        var same = new RequestSource(workload, 3, [target]);
        var other = new RequestSource(workload, 4, [target]);
        var numbers = Enumerable.Range(0, 50).ToList();
        Assert.Equal(numbers.Select(number => one.Create(number, 0).Tokens), Enumerable.Reverse(numbers).Select(number => same.Create(number, 0).Tokens).Reverse());
        Assert.NotEqual(numbers.Select(number => one.Create(number, 0).Tokens), numbers.Select(number => other.Create(number, 0).Tokens));
        Assert.Equal(one.Create(7, 0).Bytes.ToArray(), same.Create(7, 0).Bytes.ToArray());
    }

    private static async Task<IReadOnlyList<RequestObservation>> RunAsync(ScriptedServer server, LoadPhase phase, TimeSpan? timeout = null) =>
        await RunAsync(server.Address, phase, timeout);

    private static async Task<IReadOnlyList<RequestObservation>> RunAsync(Uri address, LoadPhase phase, TimeSpan? timeout = null)
    {
        using var target = HttpTarget.Create("b", address);
        return await Generator(target, phase, timeout ?? TimeSpan.FromSeconds(30)).RunAsync(null, CancellationToken.None);
    }

    private static LoadGenerator Generator(HttpTarget target, LoadPhase phase, TimeSpan timeout) =>
        new(Schedule(phase), new RequestSource(new WorkloadPlan(), 1, [target]), [target], timeout);

    private static LoadSchedule Schedule(LoadPhase phase) => LoadSchedule.Create(new LoadPlan { Warmup = TimeSpan.Zero, Phases = [phase] }, 1);
}
