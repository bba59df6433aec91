using Olla.Perf.Load.Arrivals;
using Olla.Perf.Scenarios;
using Olla.Perf.Tests.Simulation;

namespace Olla.Perf.Tests.Load.Arrivals;

public sealed class TraceFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("azure.csv", "TIMESTAMP,ContextTokens,GeneratedTokens\n2024-05-12 00:00:00.5,100,10\n2024-05-12 00:00:02.0,200,20\n", null, 1e9)]
    [InlineData("burst.csv", "Timestamp,Model,Request tokens,Response tokens\n5,x,100,10\n6.5,y,200,20\n", null, 1e9)]
    [InlineData("mooncake.jsonl", "{\"timestamp\":500,\"input_length\":100,\"output_length\":10,\"hash_ids\":[1,2]}\n{\"timestamp\":2000,\"input_length\":200,\"output_length\":20}\n", null, 1e6)]
    [InlineData("own.csv", "at_us,prompt_tokens,output_tokens\n1500000,200,20\n0,100,10\n", "at_us", 1e3)]
    public void Public_traces_read_as_they_are(string name, string text, string? column, double unit)
    {
        var rows = TraceFile.Read(_folder.Write(name, text), column, unit, 1);
        Assert.Equal([new TraceRow(0, 100, 10), new TraceRow(1_500_000_000, 200, 20)], rows);
    }

    [Theory]
    [InlineData("t.csv", "time,n\n1,2\nlater,3\n", "t.csv:3: \"later\" is no time")]
    [InlineData("t.csv", "when,n\n1,2\n", "t.csv:1: no column \"timestamp\"; the columns are when, n")]
    [InlineData("t.csv", "timestamp\n", "t.csv:1: no arrival in this file")]
    [InlineData("t.jsonl", "{\"timestamp\":1}\n{\"time\n", "t.jsonl:2: no JSON object")]
    public void A_wrong_line_is_named(string name, string text, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => TraceFile.Read(_folder.Write(name, text), null, 1e9, 1)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_replayed_trace_arrives_when_it_says_and_asks_for_what_it_says()
    {
        _folder.Write("trace.csv", "timestamp,prompt_tokens,output_tokens\n10,5,7\n11,6,8\n14,7,9\n");
        var path = _folder.Write("s.yaml", "name: replayed\nfleet: {mocks: [{name: one}]}\nload: {warmup: 0s, phases: [{replay: {file: trace.csv, speed: 2}}]}\n");
        var load = ScenarioLoader.Load(path).Load;
        Assert.Equal(
            [new Arrival(0, 0, 5, 7), new Arrival(500_000_000, 0, 6, 8), new Arrival(2_000_000_000, 0, 7, 9)],
            LoadSchedule.Create(load, 1).Arrivals);
        Assert.Equal(2.001, load.Duration.TotalSeconds, 6);
    }

    [Theory]
    [InlineData("file: trcae.csv", "s.yaml:3: load.phases[0].replay.file: there is no trace at", "did you mean \"trace.csv\"?")]
    [InlineData("file: ../trace.csv", "leaves the scenario's folder", "")]
    [InlineData("file: trace.csv, unit: min", "\"min\" is not allowed; allowed: s, ms, us, ns", "")]
    [InlineData("speed: 2", "load.phases[0].replay.file is missing", "")]
    public void A_slip_in_a_replay_is_named_with_its_line(string arguments, string wrong, string hint)
    {
        _folder.Write("trace.csv", "timestamp\n1\n");
        var path = _folder.Write("s.yaml", $"name: replayed\nfleet: {{mocks: [{{name: one}}]}}\nload: {{phases: [{{replay: {{{arguments}}}}}]}}\n");
        var message = Assert.Throws<ScenarioException>(() => ScenarioLoader.Load(path)).Message;
        Assert.Contains(wrong, message, StringComparison.Ordinal);
        Assert.Contains(hint, message, StringComparison.Ordinal);
    }
}
