namespace Olla.Proxy.Endpoints;

/// <summary>
/// What changes about an endpoint while the proxy runs. Any thread may read; the status is written by probes and by failed
/// requests, the connection count by whoever holds a reservation.
/// </summary>
internal sealed class EndpointState
{
    private int _status = (int)EndpointStatus.Unknown;
    private int _activeConnections;
    private EndpointHealth _health = EndpointHealth.Unknown;

    public EndpointStatus Status
    {
        get => (EndpointStatus)Volatile.Read(ref _status);
        set => Volatile.Write(ref _status, (int)value);
    }

    /// <summary>The last report on the endpoint's health; whoever replaces it sets <see cref="Status"/> as well.</summary>
    public EndpointHealth Health
    {
        get => Volatile.Read(ref _health);
        set
        {
            Volatile.Write(ref _health, value);
            Status = value.Status;
        }
    }

    /// <summary>Attempts in flight; a stream counts until it ends.</summary>
    public int ActiveConnections => Volatile.Read(ref _activeConnections);

    /// <summary>Adds one attempt in flight.</summary>
    public void Reserve() => Interlocked.Increment(ref _activeConnections);

    /// <summary>Adds one attempt in flight if still <paramref name="expected"/> are, so that a choice and its count are one step.</summary>
    public bool TryReserve(int expected) => Interlocked.CompareExchange(ref _activeConnections, expected + 1, expected) == expected;

    /// <summary>Takes back what <see cref="Reserve"/> or <see cref="TryReserve"/> added.</summary>
    public void Release() => Interlocked.Decrement(ref _activeConnections);
}
