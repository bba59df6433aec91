namespace Olla.Proxy.Tests.Engines.Scripted;

/// <summary>Sends every request's body back, in any framing, or fails in any way.</summary>
internal static class ChaoticBackend
{
    private const string ChunkedHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

    public static async Task ServeAsync(ScriptedConnection connection, Random random)
    {
        // One in a hundred connections dies before it has read anything.
        if (random.Next(100) == 0)
        {
            connection.Reset();
            return;
        }

        while (await connection.ReadRequestAsync() is { } request)
        {
            if (!await AnswerAsync(connection, request.Body, random))
            {
                return;
            }
        }
    }

    /// <summary>False: the connection is over.</summary>
    private static async Task<bool> AnswerAsync(ScriptedConnection connection, string tag, Random random)
    {
        var half = tag.Length / 2;
        var declared = $"HTTP/1.1 200 OK\r\nContent-Length: {tag.Length}\r\n\r\n";
        switch (random.Next(300))
        {
            case 0:
                return false;
            case 1:
                connection.Reset();
                return false;
            case 2:
                await connection.SendAsync("HTTP/1.1 200 O");
                connection.Reset();
                return false;
            case 3:
                await connection.SendAsync(declared + tag[..half]);
                return false;
            case 4:
                await connection.SendAsync(ChunkedHead);
                await connection.SendChunkAsync(tag[..(half + 1)]);
                connection.Reset();
                return false;
            case 5:
                await connection.SendAsync(ChunkedHead + "zz\r\n");
                return false;
            case 6:
                // Silent for good: the proxy's time limits end it.
                await connection.SendAsync(ChunkedHead);
                await connection.WaitForCloseAsync();
                return false;
            case 7:
                await connection.WaitForCloseAsync();
                return false;
            case 8:
                await connection.SendAsync(declared + tag + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
                return true;
            case 9:
                await connection.SendAsync("HTTP/1.0 200 OK\r\n\r\n" + tag);
                return false;
            case < 40:
                await connection.SendAsync("HTTP/1.1 103 Early Hints\r\n\r\n" + declared + tag);
                return true;
            case < 60:
                await connection.DripAsync(declared + tag[..Math.Min(tag.Length, 40)]);
                await connection.SendAsync(tag[Math.Min(tag.Length, 40)..]);
                return true;
            case < 180:
                await StreamAsync(connection, tag, random);
                return true;
            default:
                await connection.SendAsync(declared + tag);
                return true;
        }
    }

    private static async Task StreamAsync(ScriptedConnection connection, string tag, Random random)
    {
        await connection.SendAsync(ChunkedHead);
        for (var start = 0; start < tag.Length;)
        {
            var length = Math.Min(tag.Length - start, 1 + random.Next(tag.Length));
            await connection.SendChunkAsync(tag.Substring(start, length));
            start += length;
            if (random.Next(3) == 0)
            {
                await Task.Yield();
            }
        }

        await connection.SendAsync("0\r\n\r\n");
    }
}
