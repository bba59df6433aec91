using System.Net;
using System.Net.Sockets;

namespace Olla.EndToEnd.Tests.Wire;

/// <summary>
/// A relay of bytes in front of a backend that keeps what the backend sent, connection by connection, so that a test can compare
/// it with what a client behind the proxy received.
/// </summary>
internal sealed class RecordingTap : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<MemoryStream> _answers = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly IPEndPoint _backend;
    private readonly Task _accepting;

    public RecordingTap(Uri backend)
    {
        _backend = new IPEndPoint(IPAddress.Loopback, backend.Port);
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>What the backend sent, one entry per connection.</summary>
    public IReadOnlyList<byte[]> Answers
    {
        get
        {
            lock (_answers)
            {
                return [.. _answers.Select(Snapshot)];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private static byte[] Snapshot(MemoryStream answer)
    {
        lock (answer)
        {
            return answer.ToArray();
        }
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(RelayAsync(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task RelayAsync(Socket client)
    {
        var answer = new MemoryStream();
        lock (_answers)
        {
            _answers.Add(answer);
        }

        using (client)
        using (var backend = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true })
        {
            client.NoDelay = true;
            await backend.ConnectAsync(_backend);
            var request = PumpAsync(client, backend, null);
            await PumpAsync(backend, client, answer);
            client.Close();
            await request;
        }
    }

    private async Task PumpAsync(Socket from, Socket to, MemoryStream? copy)
    {
        var buffer = new byte[16384];
        try
        {
            int length;
            while ((length = await from.ReceiveAsync(buffer, _stop.Token)) > 0)
            {
                if (copy is not null)
                {
                    lock (copy)
                    {
                        copy.Write(buffer, 0, length);
                    }
                }

                await to.SendAsync(buffer.AsMemory(0, length), _stop.Token);
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Either side left: the other one learns it from its own socket.
        }
    }
}
