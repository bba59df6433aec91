using System.Text;
using System.Text.Json;
using Olla.Perf.Load;
using Olla.Perf.Load.Arrivals;
using Olla.Perf.Load.Http;
using Olla.Perf.Scenarios;

namespace Olla.Perf.Tests.Load;

public sealed class RequestSourceTests
{
    private static readonly HttpTarget _target = HttpTarget.Create("b", new Uri("http://127.0.0.1:1"));

    [Fact]
    public void A_conversation_grows_by_the_exchanges_before_and_then_begins_anew()
    {
        var source = Source(new WorkloadPlan { Sessions = 2, Turns = 3, PromptTokens = new("constant", 4, 0), OutputTokens = new("constant", 5, 0) });
        var requests = Enumerable.Range(0, 8).Select(number => Messages(source.Create(number, 0))).ToList();

        Assert.Equal([1, 1, 3, 3, 5, 5, 1, 1], requests.Select(messages => messages.Count));
        Assert.Equal(["user", "assistant", "user", "assistant", "user"], requests[4].Select(message => message.Role));

        // What the earlier turn asked stands at its place in the later one's history.
        Assert.Equal(requests[0], requests[2].Take(1));
        Assert.Equal(requests[2], requests[4].Take(3));
        Assert.Equal(requests[3], requests[5].Take(3));
        Assert.NotEqual(requests[0], requests[1]);
        Assert.NotEqual(requests[0], requests[6]);
    }

    [Fact]
    public void All_requests_share_the_system_message_and_nothing_else()
    {
        var source = Source(new WorkloadPlan { SharedPrefixTokens = 20 });
        var (one, other) = (Messages(source.Create(0, 0)), Messages(source.Create(1, 0)));
        Assert.Equal(("system", 20), (one[0].Role, one[0].Content.Split(' ').Length));
        Assert.Equal(one[0], other[0]);
        Assert.NotEqual(one[1], other[1]);
    }

    [Fact]
    public void Kinds_of_a_mix_come_as_often_as_their_weights_say_and_with_their_own_dialect()
    {
        var workload = new WorkloadPlan();
        var source = Source(workload with
        {
            Mix =
            [
                new WorkloadShare("chat", 3, workload with { OutputTokens = new("constant", 10, 0) }),
                new WorkloadShare("completion", 1, workload with { Dialect = "openai-completions", OutputTokens = new("constant", 500, 0) }),
            ],
        });
        var requests = Enumerable.Range(0, 4000).Select(number => source.Create(number, 0)).ToList();
        Assert.InRange(requests.Count(request => request.Tokens == 500), 1000 - 110, 1000 + 110);
        Assert.All(requests, request => Assert.Equal(
            request.Tokens == 500, Encoding.UTF8.GetString(request.Bytes.Span).StartsWith("POST /v1/completions", StringComparison.Ordinal)));
    }

    [Fact]
    public void So_many_clients_go_away_or_read_slowly_as_the_rates_say()
    {
        var source = Source(new WorkloadPlan { AbortRate = 0.2, AbortAfter = 3, SlowReaderRate = 0.5, ReadPause = TimeSpan.FromMilliseconds(7), ReadBytes = 100 });
        var requests = Enumerable.Range(0, 4000).Select(number => source.Create(number, 0)).ToList();
        Assert.InRange(requests.Count(request => request.AbortAfterEvents == 3), 800 - 102, 800 + 102);
        Assert.InRange(requests.Count(request => request.ReadLimit == 100 && request.ReadPause.TotalMilliseconds == 7), 2000 - 127, 2000 + 127);
        Assert.All(requests, request => Assert.True(request.AbortAfterEvents is 0 or 3 && (request.ReadLimit == 100) == (request.ReadPause > TimeSpan.Zero)));
    }

    [Fact]
    public void A_traces_lengths_go_before_the_workloads()
    {
        var request = Source(new WorkloadPlan()).Create(0, 0, new Arrival(0, 0, 9, 11));
        Assert.Equal((11, 9), (request.Tokens, Messages(request)[0].Content.Split(' ').Length));
    }

    [Fact]
    public void Prompt_lengths_follow_their_distribution()
    {
        var source = Source(new WorkloadPlan { PromptTokens = new("lognormal", 100, 0.5) });
        var lengths = Enumerable.Range(0, 2000).Select(number => (double)Messages(source.Create(number, 0))[0].Content.Split(' ').Length).ToList();
        Assert.InRange(lengths.Average(), 100 - 4.5, 100 + 4.5);
        Assert.True(lengths.Distinct().Count() > 50);
    }

    private static RequestSource Source(WorkloadPlan workload) => new(workload, 3, [_target]);

    private static List<(string? Role, string Content)> Messages(PreparedRequest request)
    {
        var text = Encoding.UTF8.GetString(request.Bytes.Span);
        using var body = JsonDocument.Parse(text[(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
        return [.. body.RootElement.GetProperty("messages").EnumerateArray().Select(message => (message.GetProperty("role").GetString(), message.GetProperty("content").GetString()!))];
    }
}
