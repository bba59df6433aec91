using System.Net;
using System.Net.Sockets;
using Olla.Proxy.Tests.Engines.Scripted;

namespace Olla.Proxy.Tests.Hosting;

/// <summary>A process that runs out of file descriptors says so, blames no backend, and recovers by itself.</summary>
public sealed class DescriptorShortageTests
{
    private const int OpenFiles = 300;

    [Theory]
    [InlineData("sherpa", "portable")]
    [InlineData("olla", "portable")]
    [InlineData("olla", "auto")]
    public async Task Out_of_descriptors_is_a_503_of_ours_and_passes_with_the_crowd(string engine, string relay)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        await using var backend = ScriptedBackend.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        var yaml = $$"""
            proxy: {engine: {{engine}}, relay: {{relay}}}
            server: {rate_limits: {global_requests_per_minute: 0, per_ip_requests_per_minute: 0} }
            discovery:
              model_discovery: {enabled: false}
              static: {endpoints: [{url: "{{backend.Url}}", name: b0, type: openai-compatible, health_check_url: /health} ] }

            """;
        await using var proxy = await ProxyUnderTest.StartAsync(yaml, new Dictionary<string, string>(), OpenFiles);
        using var first = await ConnectAsync(proxy);
        await first.SendAsync("GET /internal/health HTTP/1.1\r\nHost: h\r\n\r\n");
        _ = await first.ReadMessageAsync();

        // More clients than descriptors: those left over wait in the system's queue.
        var crowd = new List<ScriptedConnection>();
        while (crowd.Count < OpenFiles)
        {
            crowd.Add(await ConnectAsync(proxy));
        }

        for (var (before, same) = (0, 0); same < 20;)
        {
            var now = OpenIn(proxy);
            same = now == before && now > OpenFiles - 5 ? same + 1 : 0;
            before = now;
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        // Those left over do not keep a core busy until there is room for them.
        var (usedBefore, since) = (proxy.ProcessorTime, TimeProvider.System.GetTimestamp());
        await Task.Delay(TimeSpan.FromMilliseconds(600), TimeProvider.System);
        Assert.True(proxy.ProcessorTime - usedBefore < TimeProvider.System.GetElapsedTime(since) / 2, "it spins");

        await first.SendAsync(EngineHost.Request(path: "/olla/openai/v1/chat/completions"));
        var refused = await first.ReadMessageAsync();
        Assert.Equal(503, refused.Status);
        Assert.Contains("file descriptor", refused.Body, StringComparison.Ordinal);

        crowd.ForEach(one => one.Dispose());
        while (OpenIn(proxy) > OpenFiles - 50)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        using var second = await ConnectAsync(proxy);
        await second.SendAsync(EngineHost.Request(path: "/olla/openai/v1/chat/completions"));
        Assert.Equal("ok", (await second.ReadMessageAsync()).Body);
    }

    private static int OpenIn(ProxyUnderTest proxy) => Directory.GetFileSystemEntries($"/proc/{proxy.Id}/fd").Length;

    private static async Task<ScriptedConnection> ConnectAsync(ProxyUnderTest proxy)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, proxy.Url!.Port);
        return new ScriptedConnection(socket);
    }
}
