using System.Globalization;
using Olla.Perf.Analysis.Measurement.Definitions;
using static Olla.Perf.Tests.Analysis.Measurement.TrialLogBuilder;
using static Olla.Perf.Tests.Load.Http.StreamBuilder;

namespace Olla.Perf.Tests.Analysis.Measurement;

/// <summary>
/// One stream whose every moment is known: due at 0, sent at 2 ms, role at 20, eleven tokens from 30 to 130, end at 135. Each tool's
/// definition gives another figure for it.
/// </summary>
public class ToolDefinitionsTests
{
    [Theory]
    [InlineData("vllm", "TTFT", "18")]
    [InlineData("vllm", "ITL", "10 10 10 10 10 10 10 10 10 10 10")]
    [InlineData("vllm", "TPOT", "11.5")]
    [InlineData("guidellm", "TTFT", "28")]
    [InlineData("guidellm", "ITL", "10")]
    [InlineData("guidellm", "TPOT", "11.636")]
    [InlineData("aiperf", "TTFT", "28")]
    [InlineData("aiperf", "ITL", "10")]
    [InlineData("aiperf", "ICL", "10 10 10 10 10 10 10 10 10 10")]
    [InlineData("mlperf", "TTFT", "30")]
    [InlineData("mlperf", "TPOT", "10.5")]
    public void Each_tools_figure_is_what_its_formula_gives(string tool, string name, string expected)
    {
        var builder = new TrialLogBuilder();
        builder.Add(
            0, 11,
            [
                (20 * Millisecond, Head + Chunk(Role)),
                .. Enumerable.Range(0, 11).Select(number => ((30 + (10 * number)) * Millisecond, (string?)Chunk(Token(number, 1)))),
                (135 * Millisecond, Chunk(Done) + LastChunk),
            ],
            sentLate: 2 * Millisecond);

        var values = Find(tool, name).Values(builder.Build());

        Assert.Equal(expected, string.Join(' ', values.Select(value => Math.Round(value, 3).ToString(CultureInfo.InvariantCulture))));
    }

    [Fact]
    public void The_clock_of_a_new_connection_starts_before_it_is_made()
    {
        var builder = new TrialLogBuilder();
        var observation = builder.AddStream(0, 3, 30 * Millisecond, Millisecond, 0, sentLate: 2 * Millisecond);
        observation.NewConnection = true;
        observation.Sent += 4 * Millisecond;
        Assert.Equal([28], Find("guidellm", "TTFT").Values(builder.Build()));
    }

    [Fact]
    public void Requests_that_failed_count_for_none_of_them()
    {
        var builder = new TrialLogBuilder();
        builder.Add(0, 8, [(Millisecond, Head), (2 * Millisecond, Chunk(Token(0, 1))), (3 * Millisecond, null)]);
        var log = builder.Build();
        Assert.All(ToolDefinitions.All, definition => Assert.Empty(definition.Values(log)));
    }

    private static ToolDefinition Find(string tool, string name) => ToolDefinitions.All.Single(definition => definition.Tool == tool && definition.Name == name);
}
