using Olla.Perf.Load;
using Olla.Perf.Load.Arrivals;
using Olla.Perf.Load.Http;
using Olla.Perf.Scenarios;
using static Olla.Perf.Tests.Load.Http.StreamBuilder;

namespace Olla.Perf.Tests.Load;

public sealed class ConnectionLimitTests
{
    [Fact]
    public async Task What_is_due_while_all_connections_are_busy_waits_and_keeps_its_due_time()
    {
        await using var server = new ScriptedServer([Head + Chunk(Role), Chunk(Token(0, 1)) + Chunk(Done) + LastChunk]);
        var phase = new LoadPhase { Simulation = LoadSimulation.Inject, Rate = 2000, Arrival = "constant", During = TimeSpan.FromSeconds(0.05) };
        var schedule = LoadSchedule.Create(new LoadPlan { Warmup = TimeSpan.Zero, Phases = [phase] }, 1);
        using var target = HttpTarget.Create("b", server.Address);
        var generator = new LoadGenerator(schedule, new RequestSource(new WorkloadPlan(), 1, [target]), [target], TimeSpan.FromSeconds(30), connections: 1);

        var observations = (await generator.RunAsync(null, CancellationToken.None)).OrderBy(observation => observation.Scheduled).ToList();

        Assert.Equal(100, observations.Count);
        Assert.Equal(1, server.Connections);
        Assert.All(observations, observation => Assert.Equal(Outcome.Completed, observation.Outcome));
        Assert.All(observations.Zip(observations.Skip(1)), pair => Assert.Equal(500_000, pair.Second.Scheduled - pair.First.Scheduled));
        var bySending = observations.OrderBy(observation => observation.Sent).ToList();
        Assert.All(bySending.Zip(bySending.Skip(1)), pair => Assert.True(pair.Second.Sent >= pair.First.End, "two were open at once"));
    }

    [Fact]
    public async Task What_waits_behind_a_system_that_hangs_is_under_the_time_out_too()
    {
        await using var server = new ScriptedServer([""]);
        var phase = new LoadPhase { Simulation = LoadSimulation.Inject, Rate = 2000, Arrival = "constant", During = TimeSpan.FromSeconds(0.05) };
        var schedule = LoadSchedule.Create(new LoadPlan { Warmup = TimeSpan.Zero, Phases = [phase] }, 1);
        using var target = HttpTarget.Create("b", server.Address);
        var generator = new LoadGenerator(schedule, new RequestSource(new WorkloadPlan(), 1, [target]), [target], TimeSpan.FromSeconds(0.2), connections: 1);

        var observations = await generator.RunAsync(null, CancellationToken.None);

        Assert.Equal(100, observations.Count);
        Assert.All(observations, observation => Assert.Equal(Outcome.Timeout, observation.Outcome));
        Assert.Contains(observations, observation => observation.Sent == 0);
    }
}
