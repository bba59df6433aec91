namespace Olla.Proxy.Engines.Breakers;

/// <summary>A circuit breaker with a clock and a lock, for the many requests of one endpoint.</summary>
internal sealed class EndpointBreaker
{
    /// <summary>As in the reference: five failures in a row open it for thirty seconds, and a silent probe counts for as long.</summary>
    private const int Threshold = 5;
    private static readonly TimeSpan OpenTime = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time;
    private readonly CircuitBreaker _breaker;
    private readonly Lock _gate = new();
    private volatile bool _calm = true;

    public EndpointBreaker(TimeProvider time)
    {
        _time = time;
        var open = (long)(OpenTime.TotalSeconds * time.TimestampFrequency);
        _breaker = new CircuitBreaker(Threshold, open, open);
    }

    /// <summary>For status pages.</summary>
    public CircuitState State => _calm ? CircuitState.Closed : _breaker.State;

    /// <summary>Whether a request may be sent to the endpoint now; asked before selection.</summary>
    public bool WouldEnter()
    {
        if (_calm)
        {
            return true;
        }

        lock (_gate)
        {
            return _breaker.WouldEnter(_time.GetTimestamp());
        }
    }

    /// <summary>Asks for one request to pass; the ticket goes with its report.</summary>
    public bool TryEnter(out long ticket)
    {
        if (_calm)
        {
            ticket = CircuitBreaker.Ordinary;
            return true;
        }

        lock (_gate)
        {
            return _breaker.TryEnter(_time.GetTimestamp(), out ticket);
        }
    }

    /// <summary>The backend sent a response head, whatever it says.</summary>
    public void Succeeded(long ticket)
    {
        if (_calm)
        {
            return;
        }

        lock (_gate)
        {
            _breaker.Succeeded(ticket);
            _calm = _breaker is { State: CircuitState.Closed, Failures: 0 };
        }
    }

    /// <summary>The backend did not answer; true when this opened the breaker.</summary>
    public bool Failed(long ticket)
    {
        lock (_gate)
        {
            _calm = false;
            var before = _breaker.State;
            _breaker.Failed(ticket, _time.GetTimestamp());
            return _breaker.State == CircuitState.Open && before != CircuitState.Open;
        }
    }

    /// <summary>The request ended for a reason that is not the backend's.</summary>
    public void Abandoned(long ticket)
    {
        if (ticket != CircuitBreaker.Ordinary)
        {
            lock (_gate)
            {
                _breaker.Abandoned(ticket);
            }
        }
    }
}
