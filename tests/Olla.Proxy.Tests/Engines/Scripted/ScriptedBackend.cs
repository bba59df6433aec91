using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Olla.Proxy.Tests.Engines.Scripted;

/// <summary>A backend that does exactly what its script says on every connection, well-behaved or not.</summary>
internal sealed class ScriptedBackend : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly Func<ScriptedConnection, Task> _script;
    private readonly ConcurrentDictionary<ScriptedConnection, Task> _running = new();
    private readonly Task _accepting;
    private int _accepted;

    public ScriptedBackend(Func<ScriptedConnection, Task> script)
    {
        _script = script;
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
        Url = new Uri("http://127.0.0.1:" + ((IPEndPoint)_listener.LocalEndPoint!).Port);
        // Off the test's own context, which runs one thing at a time.
        _accepting = Task.Run(AcceptAsync);
    }

    public Uri Url { get; }

    /// <summary>Connections accepted so far.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Connections whose script still runs.</summary>
    public int Open => _running.Count;

    /// <summary>A backend that answers every request on a connection with the same bytes.</summary>
    public static ScriptedBackend Answering(string answer) => new(async connection =>
    {
        while (await connection.ReadRequestAsync() is not null)
        {
            await connection.SendAsync(answer);
        }
    });

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        foreach (var (connection, task) in _running)
        {
            connection.Dispose();
            await task;
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var connection = new ScriptedConnection(await _listener.AcceptAsync());
                _ = Interlocked.Increment(ref _accepted);
                // The script begins when it is noted: one that ends at once would otherwise be noted for good.
                var noted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _running[connection] = RunAsync(connection, noted.Task);
                noted.SetResult();
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task RunAsync(ScriptedConnection connection, Task noted)
    {
        await noted;
        try
        {
            await _script(connection);
        }
        catch (Exception error) when (error is SocketException or IOException or ObjectDisposedException)
        {
            // The proxy left, or the test is over; what matters is what the client saw.
        }
        finally
        {
            connection.Dispose();
            _ = _running.TryRemove(connection, out _);
        }
    }
}
