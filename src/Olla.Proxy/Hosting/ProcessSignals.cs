using System.Runtime.InteropServices;

namespace Olla.Proxy.Hosting;

/// <summary>
/// SIGTERM and SIGINT: the first asks to stop, the second to stop at once. SIGHUP asks to read the configuration again.
/// There is one for the life of the process and it is never taken down: a signal in the last moments would then end the process by its
/// default action, with another exit code.
/// </summary>
#pragma warning disable CA1001 // Lives as long as the process.
internal sealed class ProcessSignals
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _aborting = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PosixSignalRegistration> _registrations = [];

    public ProcessSignals()
    {
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnStop));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, OnStop));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGQUIT, OnStop));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnReload));
    }

    /// <summary>Raised for each SIGHUP, on a thread of the pool.</summary>
    public event Action? ReloadRequested;

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Cancelled by the second signal.</summary>
    public CancellationToken Aborting => _aborting.Token;

    /// <summary>Ends with the first signal.</summary>
    public Task WaitAsync() => _stopped.Task;

    private void OnStop(PosixSignalContext context)
    {
        // Ours to handle: the runtime would end the process.
        context.Cancel = true;
        if (_stopped.TrySetResult())
        {
            _stopping.Cancel();
        }
        else
        {
            _aborting.Cancel();
        }
    }

    private void OnReload(PosixSignalContext context)
    {
        context.Cancel = true;
        ReloadRequested?.Invoke();
    }
}
