using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Olla.Configuration;
using Olla.Proxy.Tests.Engines.Scripted;

namespace Olla.Proxy.Tests.Http;

/// <summary>A request that two readers could read in two ways is refused alike on every relay, and nothing behind it is ever a request.</summary>
public sealed class HostileRequestTests
{
    private const string Behind = "DELETE /olla/openai/v1/EXECUTED HTTP/1.1\r\nHost: a\r\n\r\n";
    private const string Served = "GET /olla/openai/v1/a HTTP/1.1\r\nHost: a\r\n\r\n";

    public static TheoryData<string> BrokenBodies => new(
        "1\r\nx\r\n0\r\n", "1\r\nx", "1\r\nx\r\n", "1;a\n", "1\n", "1\r\nx\n", "", "1\r\nx\r\n0\n\n", "+1\r\nx\r\n", "1 \r\nx\r\n", "1;\u0001\r\nx\r\n",
        "1\r\nx\r\n0\r\nX\u0001: a\r\n", "1\r\nx\r\n0\r\nX : a\r\n", "1\r\nx\r\n0\r\nX: a\u0001\r\n", "1\r\nx\r\n0\r\n folded: 1\r\n", "fffffffffffffffff\r\nx\r\n");

    [Theory]
    [MemberData(nameof(BrokenBodies))]
    public Task Behind_a_broken_body_nothing_is_a_request_on_any_route(string body) => OnEveryRelayAsync(async (proxy, received) =>
    {
        foreach (var head in new[] { "POST /olla/openai/v1/b", "GET /internal/health", "POST /olla/anthropic/v1/messages", "POST /olla/openai/v1/responses", "POST /olla/anthropic/v1/messages/count_tokens" })
        {
            foreach (var first in new[] { "", Served, "GET /internal/health HTTP/1.1\r\nHost: a\r\n\r\n" })
            {
                using var client = await ConnectAsync(proxy);
                if (first.Length > 0)
                {
                    await client.SendAsync(first);
                    Assert.Equal(200, (await client.ReadMessageAsync()).Status);
                }

                await client.SendAsync(head + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body + Behind);
                Assert.Equal((head, 400), (head, (await client.ReadMessageAsync()).Status));
                Assert.Equal("", await client.ReadToEndAsync());
            }
        }

        Assert.DoesNotContain(received, target => target.Contains("EXECUTED", StringComparison.Ordinal) || target.EndsWith("/b", StringComparison.Ordinal));
    });

    public static TheoryData<string> BrokenHeads => new(
        "X\u0001: y\r\n", "Transfer-Encoding\u000b: chunked\r\n", "\u000bTransfer-Encoding: chunked\r\n", "Transfer\"Encoding: a\r\n", "X(: y\r\n", "X\u007f: y\r\n", "X\u0080: y\r\n", ": y\r\n", "nothing\r\n",
        "X: a\u0001b\r\n", "X: a\u007fb\r\n", "X: a\0b\r\n", "X: a\rb\r\n", "X: a\nY: b\r\n", "X: a\r\n b\r\n", "X : a\r\n", "Host: b\r\n",
        "Transfer-Encoding: gzip, chunked\r\n", "Transfer-Encoding: identity, chunked\r\n", "Transfer-Encoding: chunked, chunked\r\n", "Transfer-Encoding: ,chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", "Transfer-Encoding: \r\n",
        "Content-Length: 3\r\nContent-Length: 3\r\n", "Content-Length: +3\r\n", "Content-Length: 3, 3\r\n", "Content-Length: 0x3\r\n", "Content-Length: 99999999999999999999\r\n");

    [Theory]
    [MemberData(nameof(BrokenHeads))]
    public async Task A_broken_head_is_400_in_the_same_words(string lines)
    {
        var answers = new HashSet<string>();
        await OnEveryRelayAsync(async (proxy, received) =>
        {
            // The second time behind a request that the event loop serves, the third behind one that it hands over.
            foreach (var first in new[] { "", Served, "GET /internal/health HTTP/1.1\r\nHost: a\r\n\r\n" })
            {
                using var client = await ConnectAsync(proxy);
                if (first.Length > 0)
                {
                    await client.SendAsync(first);
                    Assert.Equal(200, (await client.ReadMessageAsync()).Status);
                }

                await client.SendAsync("POST /olla/openai/v1/b HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n" + Behind);
                var answer = await client.ReadToEndAsync();
                Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
                answers.Add(Regex.Replace(answer, "Date: [^\r]*", ""));
            }

            Assert.DoesNotContain(received, target => !target.EndsWith("/a", StringComparison.Ordinal));
        });
        Assert.Single(answers);
    }

    [Theory]
    [InlineData("POST /olla/openai/v1/b HTTP/1.1\r\nHost: a:1:2\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("POST /olla/openai/v1/b HTTP/1.1\r\nHost: [\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("POST /olla/openai/v1/b HTTP/1.1\r\nHost: :80\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("POST /olla/openai/v1/b HTTP/1.1\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("POST /olla/openai/v1/b HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("GET //\u007fx HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("GET /olla/openai/v1/b?a\u0001 HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("\nGET /olla/openai/v1/b HTTP/1.1\r\nHost: a\r\n\r\n")]
    public Task A_request_line_or_host_that_breaks_the_rules_is_400_and_ends_the_connection(string request) => OnEveryRelayAsync(async (proxy, received) =>
    {
        using var client = await ConnectAsync(proxy);
        await client.SendAsync(request + Behind);
        Assert.StartsWith("HTTP/1.1 400", await client.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Empty(received);
    });

    /// <summary>Runs on each relay, with a list of the targets that its backend was asked for.</summary>
    private static async Task OnEveryRelayAsync(Func<ProxyFixture, List<string>, Task> test)
    {
        foreach (var row in Enum.GetValues<EngineRow>())
        {
            var received = new List<string>();
            await using var backend = new ScriptedBackend(async connection =>
            {
                while (await connection.ReadRequestAsync() is { } request)
                {
                    var target = request.FirstLine.Split(' ')[1];
                    if (target != "/health")
                    {
                        lock (received)
                        {
                            received.Add(target);
                        }
                    }

                    await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                }
            });
            await using var proxy = await ProxyFixture.StartAsync(Engines.With(row, ProxyFixture.OptionsFor(EngineKind.Olla, [backend.Url])));
            await test(proxy, received);
        }
    }

    private static async Task<ScriptedConnection> ConnectAsync(ProxyFixture proxy)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, proxy.Url.Port);
        return new ScriptedConnection(socket);
    }
}
