using System.Text;
using Olla.LlmApi;
using Olla.LlmApi.Streaming;
using Olla.Perf.Load;
using Olla.Perf.Load.Http;
using Olla.Perf.Scenarios;

namespace Olla.Perf.Tests.Load;

/// <summary>Every API that the clients speak, against a mock backend that serves it.</summary>
public sealed class DialectTests
{
    private const int Tokens = 6;

    public static TheoryData<string, bool> Everything
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var dialect in Dialects.Names)
            {
                data.Add(dialect, true);
                data.Add(dialect, false);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task An_answer_is_understood_event_by_event_and_whole(string dialect, bool stream)
    {
        using var mock = new MockFixture(dialect.StartsWith("ollama", StringComparison.Ordinal) ? "ollama" : "vllm");
        using var target = HttpTarget.Create("mock", mock.Address);
        var source = new RequestSource(new WorkloadPlan { Dialect = dialect, Stream = stream, SharedPrefixTokens = 4, OutputTokens = new("constant", Tokens, 0) }, 1, [target]);
        var observation = new RequestObservation(0, 0, EmissionStamp.Now()) { RequestedTokens = Tokens };

        await target.Rent().RunAsync(observation, source.Create(0, 0));

        Assert.Equal((Outcome.Completed, true), (observation.Outcome, observation.EndMarker));
        Assert.Equal(stream ? Enumerable.Range(0, Tokens) : [], observation.Events.ToArray().Select(row => row.Sequence));
        Assert.True(observation.FirstEvent <= observation.FirstContent && observation.FirstContent <= observation.End);

        // OpenAI's older streams count tokens only for those who ask.
        var counts = !stream || dialect is not ("openai-chat" or "openai-completions");
        Assert.Equal(counts ? Tokens : -1, observation.ReportedTokens);
    }

    [Fact]
    public void A_proxy_may_have_a_path_of_its_own_for_a_dialect()
    {
        var prefixes = new Dictionary<Dialect, string> { [Dialect.AnthropicMessages] = "/olla/anthropic" };
        using var target = HttpTarget.Create("proxy", new Uri("http://127.0.0.1:1"), "/olla/proxy", dialectPrefixes: prefixes);

        Assert.StartsWith("POST /olla/anthropic/v1/messages HTTP/1.1\r\n", Head("anthropic-messages"), StringComparison.Ordinal);
        Assert.Contains("\r\nanthropic-version: ", Head("anthropic-messages"), StringComparison.Ordinal);
        Assert.StartsWith("POST /olla/proxy/v1/responses HTTP/1.1\r\n", Head("openai-responses"), StringComparison.Ordinal);

        string Head(string dialect) => Encoding.ASCII.GetString(new RequestSource(new WorkloadPlan { Dialect = dialect }, 1, [target]).Create(0, 0).Bytes.Span);
    }

    [Fact]
    public void A_dialect_that_is_none_is_answered_with_the_nearest()
    {
        const string text = "name: small\nfleet: {mocks: [{name: one}]}\nworkload: {dialect: anthropic-mesages}\nload: {phases: [{inject: {rate: 10, during: 1s}}]}";
        var message = Assert.Throws<ScenarioException>(() => ScenarioLoader.Parse(text, "s.yaml")).Message;
        Assert.Contains("openai-responses; did you mean \"anthropic-messages\"?", message, StringComparison.Ordinal);
    }
}
