namespace Olla.Proxy.Engines.Breakers;

/// <summary>Where a circuit breaker stands.</summary>
internal enum CircuitState
{
    /// <summary>Everything passes.</summary>
    Closed,

    /// <summary>Nothing passes until the open time is over.</summary>
    Open,

    /// <summary>One probe at a time passes.</summary>
    HalfOpen,
}

/// <summary>
/// The state machine of a circuit breaker. It has neither a clock nor a lock: time is passed in, in ticks of any unit, and callers
/// keep two threads from calling it at once.
/// </summary>
/// <param name="threshold">Failures in a row that open it; 1 or more.</param>
/// <param name="openTicks">How long it stays open after the last failure.</param>
/// <param name="probeTicks">After how long a probe that never reported may be replaced.</param>
internal sealed class CircuitBreaker(int threshold, long openTicks, long probeTicks)
{
    /// <summary>A ticket for an ordinary request, given out while the breaker is closed.</summary>
    public const long Ordinary = 0;

    private long _lastFailure;
    private long _probe;
    private long _probeStarted;
    private long _tickets;

    public CircuitState State { get; private set; }

    /// <summary>Failures in a row so far.</summary>
    public int Failures { get; private set; }

    /// <summary>Whether <see cref="TryEnter"/> would let a request pass now.</summary>
    public bool WouldEnter(long now) => State switch
    {
        CircuitState.Closed => true,
        CircuitState.Open => now - _lastFailure > openTicks,
        _ => _probe == Ordinary || now - _probeStarted > probeTicks,
    };

    /// <summary>Asks to pass. A ticket other than <see cref="Ordinary"/> makes the request the probe of a half-open breaker.</summary>
    public bool TryEnter(long now, out long ticket)
    {
        ticket = Ordinary;
        if (State == CircuitState.Closed)
        {
            return true;
        }

        if (!WouldEnter(now))
        {
            return false;
        }

        State = CircuitState.HalfOpen;
        ticket = _probe = ++_tickets;
        _probeStarted = now;
        return true;
    }

    /// <summary>The request with this ticket was answered. Reports of probes that were replaced are ignored.</summary>
    public void Succeeded(long ticket)
    {
        if (IsStale(ticket))
        {
            return;
        }

        Failures = 0;
        _probe = Ordinary;
        State = CircuitState.Closed;
    }

    /// <summary>The request with this ticket failed.</summary>
    public void Failed(long ticket, long now)
    {
        if (IsStale(ticket))
        {
            return;
        }

        Failures++;
        _lastFailure = now;
        _probe = Ordinary;
        if (Failures >= threshold)
        {
            State = CircuitState.Open;
        }
    }

    /// <summary>The request with this ticket ended without saying anything about the backend, so another probe may go.</summary>
    public void Abandoned(long ticket)
    {
        if (ticket != Ordinary && ticket == _probe)
        {
            _probe = Ordinary;
        }
    }

    /// <summary>An ordinary request that began before the breaker opened says nothing about the state it is in now, unless it failed then.</summary>
    private bool IsStale(long ticket) => ticket == Ordinary ? State != CircuitState.Closed : ticket != _probe;
}
