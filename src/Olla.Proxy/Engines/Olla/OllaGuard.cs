using Olla.Proxy.Engines.Timing;

namespace Olla.Proxy.Engines.Olla;

/// <summary>Stops an attempt by what it is busy with: dialing, or a connection.</summary>
internal sealed class OllaGuard : AttemptGuard
{
    private CancellationTokenSource? _dial;
    private UpstreamTransport? _transport;

    /// <summary>The attempt goes on with this connection.</summary>
    public void Watch(UpstreamTransport transport)
    {
        Volatile.Write(ref _transport, transport);
        // Whoever stopped the attempt before this line did not see the connection.
        if (Interruption != Interruption.None)
        {
            transport.Interrupt();
        }
    }

    /// <summary>The attempt goes on by dialing.</summary>
    public CancellationToken Dialing()
    {
        var dial = new CancellationTokenSource();
        Volatile.Write(ref _dial, dial);
        if (Interruption != Interruption.None)
        {
            dial.Cancel();
        }

        return dial.Token;
    }

    protected override void Interrupt()
    {
        Volatile.Read(ref _dial)?.Cancel();
        Volatile.Read(ref _transport)?.Interrupt();
    }
}
