using Olla.Proxy.Engines.Timing;

namespace Olla.Proxy.Engines.Sherpa;

/// <summary>Stops an attempt of the framework's client by its cancellation token.</summary>
internal sealed class InvokerGuard : AttemptGuard, IDisposable
{
    private readonly CancellationTokenSource _source = new();

    public CancellationToken Token => _source.Token;

    public void Dispose() => _source.Dispose();

    protected override void Interrupt()
    {
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The attempt ended in the same moment.
        }
    }
}
