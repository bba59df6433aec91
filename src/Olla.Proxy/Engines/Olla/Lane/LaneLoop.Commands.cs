using Olla.Proxy.Engines.Olla.Lane.Native;

namespace Olla.Proxy.Engines.Olla.Lane;

/// <summary>What other threads ask of the loop.</summary>
internal sealed unsafe partial class LaneLoop
{
    private void Obey()
    {
        ulong ignored;
        _ = Libc.Read(_wake, (byte*)&ignored, sizeof(ulong));
        while (_commands.TryDequeue(out var command))
        {
            switch (command.Kind)
            {
                case LaneCommandKind.Adopt:
                    Serve(command.Client!.Value);
                    break;
                case LaneCommandKind.Listen:
                    new ListenerSocket(this, command.Listener!).Open();
                    break;
                case LaneCommandKind.StopListening:
                    StopListening(command.Listener!);
                    break;
                case LaneCommandKind.Drain:
                    Drain();
                    break;
                case LaneCommandKind.Stop:
                    _stopping = true;
                    break;
            }
        }
    }

    /// <summary>Begins to serve an accepted connection on this loop.</summary>
    public void Serve(AcceptedClient accepted)
    {
        var client = new ClientConnection(this, accepted);
        Adopt(client);
        client.Begin();
    }

    private void StopListening(LaneListener listener)
    {
        for (var index = _sockets.Count - 1; index >= 0; index--)
            if (_sockets[index] is ListenerSocket socket && socket.Listener == listener) socket.Close();
        listener.LoopStopped();
    }

    private void Drain()
    {
        IsDraining = true;
        for (var index = _sockets.Count - 1; index >= 0; index--)
            if (index < _sockets.Count && _sockets[index] is ClientConnection { IsIdle: true } client) client.Close();
    }
}
