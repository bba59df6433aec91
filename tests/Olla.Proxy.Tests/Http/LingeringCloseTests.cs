using System.Net;
using System.Net.Sockets;
using Olla.Configuration;
using Olla.Proxy.Tests.Engines.Scripted;

namespace Olla.Proxy.Tests.Http;

/// <summary>A client that sends more than it will be answered loses nothing of the answer that it gets.</summary>
public sealed class LingeringCloseTests
{
    private const int Size = 400_000;

    public static TheoryData<EngineRow, string> Requests
    {
        get
        {
            var all = new TheoryData<EngineRow, string>();
            foreach (var row in Enum.GetValues<EngineRow>())
            {
                all.Add(row, "GET /olla/openai/v1/a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
                all.Add(row, "GET /olla/openai/v1/a HTTP/1.1\r\nHost: a\r\nConnection: x, close\r\n\r\n");
                all.Add(row, "GET /olla/openai/v1/a HTTP/1.0\r\nHost: a\r\n\r\n");
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_request_behind_the_last_one_does_not_cost_the_answer(EngineRow row, string request)
    {
        var asked = new TaskCompletionSource();
        var answered = new TaskCompletionSource();
        await using var backend = new ScriptedBackend(async connection =>
        {
            while (await connection.ReadRequestAsync() is { } received)
            {
                if (received.FirstLine.Contains("/health", StringComparison.Ordinal))
                {
                    await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                    continue;
                }

                asked.SetResult();
                await answered.Task;
                await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {Size}\r\n\r\n" + new string('x', Size));
            }
        });
        await using var proxy = await ProxyFixture.StartAsync(Engines.With(row, ProxyFixture.OptionsFor(EngineKind.Olla, [backend.Url])));
        using var client = await ConnectAsync(proxy);
        await client.SendAsync(request);
        await asked.Task;
        await client.SendAsync("GET /olla/openai/v1/b HTTP/1.1\r\nHost: a\r\n\r\n");
        answered.SetResult();

        var answer = await client.ReadToEndAsync();

        Assert.Equal(Size, answer.Length - answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) - 4);
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public async Task A_client_that_goes_on_sending_reads_why_it_was_refused(EngineRow row)
    {
        await using var backend = ScriptedBackend.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        var options = Engines.With(row, ProxyFixture.OptionsFor(EngineKind.Olla, [backend.Url]));
        options = options with { Server = options.Server with { RequestLimits = options.Server.RequestLimits with { MaxBodySize = 1000 } } };
        await using var proxy = await ProxyFixture.StartAsync(options);
        foreach (var (request, status) in new[]
        {
            ("POST /olla/openai/v1/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n7d00000\r\n", 413),
            ("POST /olla/openai/v1/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxx", 400),
            ("POST /olla/openai/v1/a HTTP/1.1\r\nHost: a\r\nX\u0001: a\r\n\r\n", 400),
        })
        {
            using var client = await ConnectAsync(proxy);
            await client.SendAsync(request);
            // More than all buffers between us hold, while the answer waits.
            for (var i = 0; i < 64; i++)
            {
                await client.SendAsync(new byte[64 * 1024]);
            }

            Assert.Equal(status, (await client.ReadMessageAsync()).Status);
        }
    }

    private static async Task<ScriptedConnection> ConnectAsync(ProxyFixture proxy)
    {
        // A window so small that most of the answer waits in the proxy when the connection would be closed.
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(IPAddress.Loopback, proxy.Url.Port);
        return new ScriptedConnection(socket);
    }
}
