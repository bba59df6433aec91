using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Olla.Configuration;

namespace Olla.Proxy.Tests.Http;

public sealed class ServerTimeoutTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task A_body_that_does_not_arrive_in_time_is_answered_and_the_connection_closed()
    {
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, [], options => options with
        {
            Server = options.Server with { ReadTimeout = Short },
        });
        var answer = await TalkAsync(proxy, "POST /olla/openai/v1/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{");

        Assert.StartsWith("HTTP/1.1 502 ", answer, StringComparison.Ordinal);
        Assert.Contains("server.read_timeout (0.1s)", answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close", answer, StringComparison.Ordinal);
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public async Task An_answer_that_takes_longer_than_the_write_timeout_is_cut_off(EngineRow engine)
    {
        var end = new TaskCompletionSource();
        await using var backend = await Backend.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: first\n\n");
            await context.Response.Body.FlushAsync();
            await end.Task;
        });
        await using var proxy = await ProxyFixture.StartAsync(engine, [backend], options => options with
        {
            Server = options.Server with { WriteTimeout = Short },
        });
        await Assert.ThrowsAnyAsync<HttpRequestException>(async () =>
        {
            using var response = await proxy.PostAsync("/olla/openai/v1/completions", "{}");
            await response.Content.ReadAsStringAsync();
        });
        end.SetResult();
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public async Task A_length_that_is_not_digits_alone_is_refused(EngineRow engine)
    {
        await using var backend = await Backend.StartAsync("{}");
        await using var proxy = await ProxyFixture.StartAsync(engine, [backend]);
        foreach (var (length, status) in new[]
        {
            ("+2", 400), ("-2", 400), ("0x2", 400), ("2 2", 400), ("2, 2", 400), ("2.0", 400), ("", 400), ("99999999999999999999999999", 400),
            ("2\r\nContent-Length: 2", 400), ("2", 200), (" 02 ", 200),
        })
        {
            backend.Received.Clear();
            var answer = await TalkAsync(
                proxy, $"POST /olla/openai/v1/completions HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{{}}");

            Assert.True(answer.StartsWith($"HTTP/1.1 {status} ", StringComparison.Ordinal), $"{length}: {answer}");
            Assert.Equal(status == 200 ? 1 : 0, backend.Received.Count);
        }
    }

    [Fact]
    public async Task A_chunked_body_that_a_local_route_waits_for_in_vain_is_answered_too()
    {
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, [], options => options with
        {
            Server = options.Server with { ReadTimeout = Short },
        });
        var answer = await TalkAsync(proxy, "GET /internal/health HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n");

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("server.read_timeout (0.1s)", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_http_1_0_client_is_served_and_its_connection_closed()
    {
        await using var backend = await Backend.StartAsync("{}");
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, [backend]);
        var answer = await TalkAsync(proxy, "POST /olla/openai/v1/completions HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}");

        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n{}", answer, StringComparison.Ordinal);
    }

    /// <summary>Sends bytes and returns everything up to the end of the connection, clean or not.</summary>
    private static async Task<string> TalkAsync(ProxyFixture proxy, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(proxy.Url.Host, proxy.Url.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer);
        }
        catch (IOException)
        {
            // A connection whose request never ended is closed hard after its answer.
        }

        return Encoding.ASCII.GetString(answer.ToArray());
    }
}
