using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Olla.LlmApi.Streaming;

namespace Olla.Perf.Load.Http;

/// <summary>
/// One connection of the load client: a raw socket, one buffer, one answer at a time. No HttpClient: its buffering and its hops between
/// threads would stand between the kernel and the time stamp. With inline completions (<see cref="InlineCompletions"/>) the code behind
/// each receive runs on the thread that polls the sockets.
/// </summary>
internal sealed class StreamConnection(HttpTarget target) : IDisposable
{
    private const int BufferLength = 16 * 1024;
    private readonly NativeBuffer _buffer = new(BufferLength);
    private readonly StreamReceiver _receiver = new();
    private readonly Lock _gate = new();
    private RequestObservation? _running;
    private Socket? _socket;
    private SslStream? _secure;
    private volatile string? _abortOutcome;

    public HttpTarget Target { get; } = target;

    /// <summary>True if the server has neither closed the idle connection nor sent anything unasked.</summary>
    public bool IsAlive => _socket is { } socket && !socket.Poll(0, SelectMode.SelectRead);

    /// <summary>True if the last answer left the connection fit for another one.</summary>
    public bool CanReuse => _receiver.CanReuse && _abortOutcome is null;

    /// <summary>Ends a request from another thread, if it still runs: it finishes with that outcome.</summary>
    public void Abort(RequestObservation observation, string outcome)
    {
        lock (_gate)
        {
            if (ReferenceEquals(_running, observation))
            {
                _abortOutcome ??= outcome;
                _socket?.Dispose();
            }
        }
    }

    /// <summary>Sends one request and receives its answer into the observation. Never throws for what the network does.</summary>
    public async Task RunAsync(RequestObservation observation, PreparedRequest request)
    {
        _receiver.Begin(observation, request.Streamed, request.EventStream);
        SetRunning(observation);
        try
        {
            if (_socket is null && !await ConnectAsync(observation))
            {
                return;
            }

            observation.Sent = EmissionStamp.Now();
            await SendAsync(request.Bytes);
            await ReceiveAsync(observation, request);
        }
        catch (Exception exception) when (exception is SocketException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            _receiver.Abort(_abortOutcome ?? Outcome.Reset, exception.Message, EmissionStamp.Now());
        }
        finally
        {
            SetRunning(null);
        }
    }

    public void Dispose()
    {
        _secure?.Dispose();
        _socket?.Dispose();
    }

    private void SetRunning(RequestObservation? observation)
    {
        lock (_gate)
        {
            _running = observation;
        }
    }

    private async ValueTask<bool> ConnectAsync(RequestObservation observation)
    {
        observation.NewConnection = true;
        var socket = Target.Address.AddressFamily == AddressFamily.InterNetwork
            ? new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.NoDelay = true;
        lock (_gate)
        {
            // Whoever gave up before there was a socket closed none.
            _socket = socket;
            if (_abortOutcome is not null)
            {
                socket.Dispose();
            }
        }

        try
        {
            await socket.ConnectAsync(Target.Address);
            if (Target.Tls is { } tls)
            {
                _secure = new SslStream(new NetworkStream(socket));
                await _secure.AuthenticateAsClientAsync(tls);
            }

            return true;
        }
        catch (AuthenticationException exception)
        {
            _receiver.Abort(_abortOutcome ?? Outcome.Tls, exception.InnerException?.Message ?? exception.Message, EmissionStamp.Now());
            return false;
        }
        catch (SocketException exception)
        {
            _receiver.Abort(_abortOutcome ?? Outcome.Connect, exception.Message, EmissionStamp.Now());
            return false;
        }
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (_secure is not null)
        {
            await _secure.WriteAsync(bytes);
            return;
        }

        while (!bytes.IsEmpty)
        {
            bytes = bytes[await _socket!.SendAsync(bytes, SocketFlags.None)..];
        }
    }

    private async ValueTask ReceiveAsync(RequestObservation observation, PreparedRequest request)
    {
        while (!_receiver.Finished)
        {
            var buffer = _buffer.Memory[..request.ReadLimit];
            var count = _secure is null ? await _socket!.ReceiveAsync(buffer, SocketFlags.None) : await _secure.ReadAsync(buffer);
            var received = EmissionStamp.Now();
            if (count == 0)
            {
                _receiver.Closed(received);
                return;
            }

            _receiver.Feed(buffer.Span[..count], received);
            if (request.AbortAfterEvents > 0 && observation.Events.Length >= request.AbortAfterEvents && !_receiver.Finished)
            {
                _receiver.Abort(Outcome.ClientAbort, "", received);
                return;
            }

            if (request.ReadPause > TimeSpan.Zero && !_receiver.Finished)
            {
                await Task.Delay(request.ReadPause, TimeProvider.System);
            }
        }
    }
}
