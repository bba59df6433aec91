using System.Net;
using Olla.LlmApi;
using Olla.MockBackends.Hosting;
using Olla.MockBackends.Model;

namespace Olla.MockBackends.Tests.Streaming;

public sealed class FaultTests
{
    private const string Quick = "timeToFirstToken=0; interTokenTime=0; ";

    [Theory]
    [InlineData("code=503,retryAfter=2", HttpStatusCode.ServiceUnavailable, 2)]
    [InlineData("code=429,retryAfter=7", HttpStatusCode.TooManyRequests, 7)]
    [InlineData("code=500", HttpStatusCode.InternalServerError, null)]
    public async Task A_status_fault_answers_with_an_error_of_the_dialect(string arguments, HttpStatusCode status, int? retryAfter)
    {
        using var backend = new TestBackend(settings: $"{Quick}faults=status({arguments})");
        using var response = await backend.PostAsync("/v1/chat/completions", TestBackend.Body(Dialect.OpenAiChat));

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(retryAfter, response.Headers.RetryAfter?.Delta?.TotalSeconds);
        Assert.Contains("\"error\":{\"message\":", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(1, backend.Backend.Statistics.Faults);
    }

    [Fact]
    public async Task A_reset_leaves_the_client_without_any_response_byte()
    {
        using var backend = new TestBackend(settings: Quick + "faults=reset");
        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => backend.PostAsync("/v1/chat/completions", TestBackend.Body(Dialect.OpenAiChat)));
        Assert.Null(failure.StatusCode);
    }

    [Fact]
    public async Task A_refusing_backend_is_not_there_for_whoever_connects()
    {
        using var backend = new TestBackend(settings: Quick + "faults=refuse");
        // The socket is closed as soon as the server begins to accept; whoever comes before that is served.
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var client = new HttpClient { BaseAddress = backend.Backend.Url };
                await client.GetAsync(new Uri("/v1/models", UriKind.Relative));
                Assert.InRange(tries, 0, 1000);
            }
            catch (HttpRequestException failure)
            {
                Assert.Equal(HttpRequestError.ConnectionError, failure.HttpRequestError);
                return;
            }
        }
    }

    [Fact]
    public async Task A_backend_that_refused_is_there_again_at_the_same_port()
    {
        using var backend = new TestBackend(settings: Quick + "faults=refuse(to=200ms)");
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                using var client = new HttpClient { BaseAddress = backend.Backend.Url };
                Assert.Contains("mock-model", await client.GetStringAsync(new Uri("/v1/models", UriKind.Relative)), StringComparison.Ordinal);
                if (TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromMilliseconds(300))
                {
                    return;
                }
            }
            catch (HttpRequestException) when (TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(30))
            {
                await Task.Yield();
            }
        }
    }

    [Theory]
    [InlineData(0, true, 1000)]
    [InlineData(999, true, 1)]
    [InlineData(1000, false, 1000)]
    [InlineData(2000, true, null)]
    public void Connects_are_refused_within_the_windows(int milliseconds, bool isRefusing, int? lasts)
    {
        var refusals = Refusals.OfFaults([FaultParser.Parse("refuse(to=1s)"), FaultParser.Parse("refuse(from=2s)"), FaultParser.Parse("reset")]);
        Assert.Equal((isRefusing, lasts is { } span ? TimeSpan.FromMilliseconds(span) : null), refusals!.At(TimeSpan.FromMilliseconds(milliseconds)));
        Assert.Null(Refusals.OfFaults([FaultParser.Parse("reset")]));
    }

    [Theory]
    [InlineData("refuse(rate=1%)")]
    [InlineData("refuse(every=2)")]
    [InlineData("refuse(after=2)")]
    [InlineData("freeze(from=1s,to=2s,rate=1%)")]
    [InlineData("freeze(from=1s,to=2s,every=2)")]
    public void A_backend_refuses_or_stands_still_as_a_whole(string text) =>
        Assert.Contains("allowed: from, to", Assert.Throws<FormatException>(() => FaultParser.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task A_dying_stream_breaks_off_after_its_events(int after)
    {
        // Time between the events lets them reach the client before the connection is cut.
        using var backend = new TestBackend(settings: $"timeToFirstToken=5ms; interTokenTime=20ms; faults=die(after={after})");
        var received = new List<byte>();
        var failure = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            using var response = await backend.PostAsync("/v1/chat/completions", TestBackend.Body(Dialect.OpenAiChat, ",\"stream\":true"), HttpCompletionOption.ResponseHeadersRead);
            await using var stream = await response.Content.ReadAsStreamAsync();
            var buffer = new byte[4096];
            for (int read; (read = await stream.ReadAsync(buffer)) > 0;)
            {
                received.AddRange(buffer.AsSpan(0, read));
            }
        });

        Assert.True(failure is HttpRequestException or IOException, failure.ToString());
        var events = TestBackend.Split(Dialect.OpenAiChat, received.ToArray());
        Assert.Equal(after, events.Count(data => data.Contains("\"stamp\"", StringComparison.Ordinal)));
        Assert.DoesNotContain("[DONE]", events);
    }

    [Fact]
    public async Task A_stall_ends_when_the_client_leaves()
    {
        using var backend = new TestBackend(settings: Quick + "faults=stall(after=2)");
        using (var response = await backend.PostAsync("/v1/chat/completions", TestBackend.Body(Dialect.OpenAiChat, ",\"stream\":true"), HttpCompletionOption.ResponseHeadersRead))
        {
            await using var stream = await response.Content.ReadAsStreamAsync();
            Assert.True(await stream.ReadAsync(new byte[16]) > 0);
        }

        await Until(() => backend.Backend.Statistics.Aborted == 1);
        Assert.Equal(0, backend.Backend.Statistics.Active);
        Assert.Equal(2, backend.Backend.Statistics.Events);
    }

    [Fact]
    public async Task A_short_stall_loses_nothing()
    {
        using var backend = new TestBackend(settings: Quick + "faults=stall(after=2,for=30ms)");
        var events = await backend.StreamAsync(Dialect.OpenAiChat, ",\"max_tokens\":5");
        Assert.Equal(5, events.Count(data => data.Contains("\"stamp\"", StringComparison.Ordinal)));
        Assert.Equal("[DONE]", events[^1]);
    }

    [Theory]
    [InlineData("status(every=3)", "..x..x..x")]
    [InlineData("status(from=1h)", ".........")]
    [InlineData("status(to=1h)", "xxxxxxxxx")]
    [InlineData("status(rate=0)", ".........")]
    public async Task A_schedule_chooses_the_requests_that_are_hit(string fault, string expected)
    {
        using var backend = new TestBackend(settings: $"{Quick}faults={fault}");
        Assert.Equal(expected, await HitsAsync(backend, expected.Length));
    }

    [Fact]
    public async Task A_rate_hits_the_same_requests_again_after_a_reset()
    {
        using var backend = new TestBackend(settings: Quick + "seed=5; faults=status(rate=40%)");
        var first = await HitsAsync(backend, 30);
        backend.Backend.Reset();

        Assert.Contains('x', first);
        Assert.Contains('.', first);
        Assert.Equal(first, await HitsAsync(backend, 30));
    }

    [Fact]
    public async Task One_request_can_ask_for_its_own_fault()
    {
        using var backend = new TestBackend();
        using var hit = await backend.PostAsync("/v1/completions", TestBackend.Body(Dialect.OpenAiCompletions, ",\"user\":\"fault=status(code=502)\""));
        using var spared = await backend.PostAsync("/v1/completions", TestBackend.Body(Dialect.OpenAiCompletions));
        Assert.Equal((HttpStatusCode.BadGateway, HttpStatusCode.OK), (hit.StatusCode, spared.StatusCode));
    }

    private static async Task<string> HitsAsync(TestBackend backend, int requests)
    {
        var hits = "";
        for (var i = 0; i < requests; i++)
        {
            using var response = await backend.PostAsync("/v1/completions", TestBackend.Body(Dialect.OpenAiCompletions, ",\"max_tokens\":1"));
            hits += response.IsSuccessStatusCode ? '.' : 'x';
        }

        return hits;
    }

    private static async Task Until(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
