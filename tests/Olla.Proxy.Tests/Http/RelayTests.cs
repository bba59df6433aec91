using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Olla.Configuration;
using Olla.Proxy.Tests.Engines.Scripted;

namespace Olla.Proxy.Tests.Http;

/// <summary>Which relay serves, and that nobody notices when a request needs the other one.</summary>
public sealed class RelayTests
{
    private static string Platform => OperatingSystem.IsLinux() ? "lane" : "portable";

    [Fact]
    public async Task The_status_page_shows_which_relay_serves_also_after_a_reload()
    {
        foreach (var (row, expected) in new[] { (EngineRow.Sherpa, "portable"), (EngineRow.OllaPortable, "portable"), (EngineRow.OllaAuto, Platform) })
        {
            var options = Engines.With(row, ProxyFixture.OptionsFor(EngineKind.Olla, []));
            await using var proxy = await ProxyFixture.StartAsync(options);
            Assert.Equal(expected, await RelayOfAsync(proxy));

            // Holding bytes back for a while is the portable path's; going back to the lane needs no restart, if the process began with it.
            var flushing = Engines.With(EngineRow.OllaAuto, options);
            await proxy.Server.ReloadAsync(flushing with { Proxy = flushing.Proxy with { StreamFlushInterval = TimeSpan.FromSeconds(1) } }, CancellationToken.None);
            Assert.Equal("portable", await RelayOfAsync(proxy));
            await proxy.Server.ReloadAsync(flushing, CancellationToken.None);
            Assert.Equal(expected, await RelayOfAsync(proxy));
        }
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public async Task One_connection_carries_requests_of_every_kind(EngineRow engine)
    {
        await using var backend = await Backend.StartAsync(async context =>
        {
            var body = await new StreamReader(context.Request.Body).ReadToEndAsync();
            context.Response.ContentLength = body.Length + 1;
            await context.Response.WriteAsync(body + "!");
        });
        await using var proxy = await ProxyFixture.StartAsync(engine, [backend]);
        const string Post = "POST /olla/openai/v1/completions HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n";
        (string Request, string Body)[] exchanges =
        [
            (Post + "Content-Length: 2\r\n\r\n{}", "{}!"),
            (Post + "Content-Length: 2\r\n\r\n[]", "[]!"),
            ("GET /internal/health HTTP/1.1\r\nHost: h\r\n\r\n", """{"status":"healthy"}"""),
            (Post + "Content-Length: 2\r\n\r\n{}", "{}!"),
            (Post + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", "{}!"),
            (Post + "Content-Length: 0\r\n\r\n", "!"),
        ];
        for (var first = 0; first < exchanges.Length; first++)
        {
            using var client = await ConnectAsync(proxy);
            foreach (var (request, body) in exchanges[first..])
            {
                await client.SendAsync(request);
                Assert.Equal(body, (await client.ReadMessageAsync()).Body.Trim());
            }
        }
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public async Task A_body_of_100_MB_passes_byte_for_byte(EngineRow engine)
    {
        const int Size = 100 << 20;
        var received = "";
        await using var backend = new ScriptedBackend(async connection =>
        {
            var head = await connection.ReadUntilAsync("\r\n\r\n");
            if (head.StartsWith("POST", StringComparison.Ordinal))
            {
                received = await connection.HashAsync(Size);
            }

            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });
        var options = Engines.With(engine, ProxyFixture.OptionsFor(EngineKind.Olla, [backend.Url]));
        options = options with { Server = options.Server with { RequestLimits = options.Server.RequestLimits with { MaxBodySize = Size } } };
        await using var proxy = await ProxyFixture.StartAsync(options);
        using var client = await ConnectAsync(proxy);
        var random = new Random(7);
        using var sent = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var piece = new byte[1 << 20];

        await client.SendAsync(string.Create(
            CultureInfo.InvariantCulture, $"POST /olla/openai/v1/completions HTTP/1.1\r\nHost: h\r\nContent-Length: {Size}\r\n\r\n"));
        for (var i = 0; i < Size / piece.Length; i++)
        {
            random.NextBytes(piece);
            sent.AppendData(piece);
            await client.SendAsync(piece);
        }

        Assert.Equal("ok", (await client.ReadMessageAsync()).Body);
        Assert.Equal(Convert.ToHexString(sent.GetHashAndReset()), received);
    }

    private static async Task<string?> RelayOfAsync(ProxyFixture proxy) =>
        (await proxy.PageWhenAsync("/internal/status", _ => true)).GetProperty("proxy").GetProperty("relay").GetString();

    private static async Task<ScriptedConnection> ConnectAsync(ProxyFixture proxy)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, proxy.Url.Port);
        return new ScriptedConnection(socket);
    }
}
