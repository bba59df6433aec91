using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Olla.Proxy.Tests.Engines.Scripted;

/// <summary>One end of a connection in a test's hand: bytes in, bytes out, close or reset.</summary>
internal sealed class ScriptedConnection(Socket socket) : IDisposable
{
    private readonly byte[] _chunk = new byte[64 * 1024];
    private readonly List<byte> _received = [];

    public Socket Socket { get; } = Prepare(socket);

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await Socket.SendAsync(bytes)..];
        }
    }

    /// <summary>Sends each byte in a packet of its own.</summary>
    public async Task DripAsync(string text)
    {
        foreach (var piece in Encoding.Latin1.GetBytes(text))
        {
            await SendAsync(new[] { piece });
        }
    }

    /// <summary>One chunk of a chunked body.</summary>
    public Task SendChunkAsync(string text) =>
        SendAsync(text.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n" + text + "\r\n");

    /// <summary>Everything until the other side closes; throws when it resets.</summary>
    public async Task<string> ReadToEndAsync()
    {
        while (await FillAsync())
        {
        }

        var text = Encoding.Latin1.GetString([.. _received]);
        _received.Clear();
        return text;
    }

    /// <summary>Everything up to and including a text; throws when the connection ends before.</summary>
    public async Task<string> ReadUntilAsync(string end)
    {
        var bytes = Encoding.Latin1.GetBytes(end);
        int found;
        while ((found = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_received).IndexOf(bytes)) < 0)
        {
            if (!await FillAsync())
            {
                throw new IOException("closed before \"" + end + "\"; got: " + Encoding.Latin1.GetString([.. _received]));
            }
        }

        return Take(found + bytes.Length);
    }

    /// <summary>Exactly so many bytes.</summary>
    public async Task<string> ReadExactlyAsync(int count)
    {
        while (_received.Count < count)
        {
            if (!await FillAsync())
            {
                throw new IOException($"closed after {_received.Count} of {count} bytes");
            }
        }

        return Take(count);
    }

    /// <summary>The SHA-256 hash of the next so many bytes, which are not kept.</summary>
    public async Task<string> HashAsync(int count)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        while (true)
        {
            var taken = Math.Min(count, _received.Count);
            hash.AppendData(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_received)[..taken]);
            _received.RemoveRange(0, taken);
            count -= taken;
            if (count == 0)
            {
                return Convert.ToHexString(hash.GetHashAndReset());
            }

            if (!await FillAsync())
            {
                throw new IOException($"closed {count} bytes too early");
            }
        }
    }

    /// <summary>Takes one byte from the socket; what came is kept for the next read.</summary>
    public async Task ReceiveByteAsync() => _received.AddRange(_chunk.AsSpan(0, await Socket.ReceiveAsync(_chunk.AsMemory(0, 1))));

    /// <summary>A whole request, its body unchunked; null when the other side closed instead.</summary>
    public async Task<ReceivedMessage?> ReadRequestAsync()
    {
        if (_received.Count == 0 && !await FillAsync())
        {
            return null;
        }

        return await ReadMessageAsync();
    }

    /// <summary>A whole message by its own framing.</summary>
    public async Task<ReceivedMessage> ReadMessageAsync(bool hasBody = true)
    {
        var head = await ReadUntilAsync("\r\n\r\n");
        var message = new ReceivedMessage(head, "");
        if (!hasBody)
        {
            return message;
        }

        if (message.Header("Transfer-Encoding") == "chunked")
        {
            return message with { Body = await ReadChunksAsync() };
        }

        return message.Header("Content-Length") is { } length
            ? message with { Body = await ReadExactlyAsync(int.Parse(length, CultureInfo.InvariantCulture)) }
            : message;
    }

    /// <summary>A chunked body to its proper end; throws when it is cut short.</summary>
    public async Task<string> ReadChunksAsync()
    {
        var body = new StringBuilder();
        while (true)
        {
            var size = int.Parse((await ReadUntilAsync("\r\n")).Trim().Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (size == 0)
            {
                while (await ReadUntilAsync("\r\n") != "\r\n")
                {
                }

                return body.ToString();
            }

            _ = body.Append(await ReadExactlyAsync(size));
            _ = await ReadUntilAsync("\r\n");
        }
    }

    /// <summary>Returns when the other side closed or reset the connection.</summary>
    public async Task WaitForCloseAsync()
    {
        try
        {
            while (await FillAsync())
            {
                _received.Clear();
            }
        }
        catch (SocketException)
        {
            // A reset is a close too.
        }
    }

    /// <summary>Sends FIN and keeps reading.</summary>
    public void HalfClose() => Socket.Shutdown(SocketShutdown.Send);

    /// <summary>Sends RST.</summary>
    public void Reset() => Socket.Close(0);

    public void Dispose() => Socket.Dispose();

    private static Socket Prepare(Socket socket)
    {
        socket.NoDelay = true;
        return socket;
    }

    private async Task<bool> FillAsync()
    {
        var count = await Socket.ReceiveAsync(_chunk.AsMemory());
        _received.AddRange(_chunk.AsSpan(0, count));
        return count > 0;
    }

    private string Take(int count)
    {
        var text = Encoding.Latin1.GetString(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_received)[..count]);
        _received.RemoveRange(0, count);
        return text;
    }
}
