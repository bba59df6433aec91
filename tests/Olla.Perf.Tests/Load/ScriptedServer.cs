using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Olla.Perf.Tests.Load;

/// <summary>
/// A server on a port of its own that answers the n-th request with the n-th script: pieces written one by one. A null piece closes the
/// connection; after the scripts have run out, the last one is repeated. What no script can say is said by a function.
/// </summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Answering _answer;
    private readonly Func<Stream, Task<Stream>> _secure;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _requests = [];
    private readonly Task _accepting;
    private int _connections;

    public ScriptedServer(params IReadOnlyList<string?[]> scripts) : this((number, _, write) => WriteAsync(scripts[Math.Min(number, scripts.Count - 1)], write))
    {
    }

    /// <param name="answer">Called for each request.</param>
    /// <param name="secure">Wraps each connection, in TLS for example.</param>
    public ScriptedServer(Answering answer, Func<Stream, Task<Stream>>? secure = null)
    {
        _answer = answer;
        _secure = secure ?? Task.FromResult;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Answers one request.</summary>
    /// <param name="number">Of the request in order of arrival, from 0.</param>
    /// <param name="request">Head and body.</param>
    /// <returns>False closes the connection.</returns>
    public delegate Task<bool> Answering(int number, string request, Func<string, Task> write);

    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    public int Connections => _connections;

    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _connections++;
                serving.Add(ServeAsync(client));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(serving);
        }
    }

    private static async Task<bool> WriteAsync(string?[] script, Func<string, Task> write)
    {
        foreach (var piece in script)
        {
            if (piece is null)
            {
                return false;
            }

            await write(piece);
        }

        return true;
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            client.NoDelay = true;
            try
            {
                await using var stream = await _secure(client.GetStream());
                while (await ReadRequestAsync(stream) is (var number, var request)
                    && await _answer(number, request, piece => stream.WriteAsync(Encoding.UTF8.GetBytes(piece), _stop.Token).AsTask()))
                {
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException or System.Security.Authentication.AuthenticationException)
            {
                // The test is over, or the client went away as it should.
            }
        }
    }

    /// <summary>The next request and its number in order of arrival; null if the client closed.</summary>
    private async Task<(int Number, string Request)?> ReadRequestAsync(Stream stream)
    {
        var buffer = new byte[64 * 1024];
        var length = 0;
        while (true)
        {
            var count = await stream.ReadAsync(buffer.AsMemory(length), _stop.Token);
            if (count == 0)
            {
                return null;
            }

            length += count;
            var text = Encoding.UTF8.GetString(buffer, 0, length);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            var marker = text.IndexOf("Content-Length: ", StringComparison.Ordinal) + "Content-Length: ".Length;
            if (end >= 0 && text.Length >= end + 4 + int.Parse(text[marker..text.IndexOf('\r', marker)], System.Globalization.CultureInfo.InvariantCulture))
            {
                lock (_requests)
                {
                    _requests.Add(text);
                    return (_requests.Count - 1, text);
                }
            }
        }
    }
}
