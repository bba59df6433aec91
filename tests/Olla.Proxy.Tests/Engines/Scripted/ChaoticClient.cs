using System.Net.Sockets;

namespace Olla.Proxy.Tests.Engines.Scripted;

/// <summary>A client that asks in order most of the time, and in any other way now and then; every answer it gets whole must be its own.</summary>
internal sealed class ChaoticClient(EngineHost host, Random random, int number)
{
    private ScriptedConnection? _connection;
    private int _asked;

    /// <summary>Answers that came whole and were right.</summary>
    public int Exact { get; private set; }

    /// <summary>Exchanges that failed so that it could not be missed, by whoever's fault.</summary>
    public int Failed { get; private set; }

    public async Task ExchangeAsync()
    {
        try
        {
            _connection ??= await host.ConnectAsync();
            await ActAsync(_connection);
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
        {
            Failed++;
            Leave();
        }
    }

    public void Leave()
    {
        _connection?.Dispose();
        _connection = null;
    }

    private async Task ActAsync(ScriptedConnection connection)
    {
        switch (random.Next(24))
        {
            case 0:
                var request = EngineHost.Request(body: Tag());
                await connection.SendAsync(request[..random.Next(request.Length)]);
                Reset(connection);
                break;
            case 1:
                await connection.SendAsync(EngineHost.Request(body: Tag()));
                Reset(connection);
                break;
            case 2:
                await connection.SendAsync(EngineHost.Request(body: Tag()));
                _ = await connection.ReadExactlyAsync(20);
                Reset(connection);
                break;
            case 3:
                var last = Tag();
                await connection.SendAsync(EngineHost.Request(body: last));
                connection.HalfClose();
                await ReceiveAsync(connection, last);
                Leave();
                break;
            case 4:
                string[] tags = [Tag(), Tag(), Tag()];
                await connection.SendAsync(string.Concat(tags.Select(tag => EngineHost.Request(body: tag))));
                foreach (var tag in tags)
                {
                    await ReceiveAsync(connection, tag);
                }

                break;
            case 5:
                var dripped = Tag();
                var bytes = EngineHost.Request(body: dripped);
                var cut = random.Next(bytes.Length);
                await connection.DripAsync(bytes[..Math.Min(cut, 60)]);
                await connection.SendAsync(bytes[Math.Min(cut, 60)..]);
                await ReceiveAsync(connection, dripped);
                break;
            case 6:
                var chunked = Tag();
                await connection.SendAsync("POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
                await connection.SendChunkAsync(chunked);
                await connection.SendAsync("0\r\n\r\n");
                await ReceiveAsync(connection, chunked);
                break;
            case 7:
                var big = Tag() + new string('b', 200_000);
                await connection.SendAsync(EngineHost.Request(body: big));
                await ReceiveAsync(connection, big);
                break;
            default:
                var plain = Tag();
                await connection.SendAsync(EngineHost.Request(body: plain));
                await ReceiveAsync(connection, plain);
                break;
        }
    }

    private async Task ReceiveAsync(ScriptedConnection connection, string tag)
    {
        var answer = await connection.ReadMessageAsync();
        if (answer.Status != 200)
        {
            Assert.InRange(answer.Status, 502, 504);
            Failed++;
            return;
        }

        Assert.True(answer.Body == tag, $"asked for {tag[..Math.Min(60, tag.Length)]}, got {answer.Body[..Math.Min(60, answer.Body.Length)]}");
        Exact++;
    }

    private void Reset(ScriptedConnection connection)
    {
        connection.Reset();
        Failed++;
        Leave();
    }

    private string Tag() => $"tag-{number}-{_asked++}-" + new string((char)('a' + (_asked % 26)), random.Next(900));
}
