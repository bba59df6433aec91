using Olla.Proxy.Balancing;
using Olla.Proxy.Engines.Delivery;
using Olla.Proxy.Engines.FailOver;
using Olla.Proxy.Providers;
using Olla.Proxy.Routing;
using Olla.Proxy.Statistics;

namespace Olla.Proxy.Engines.Olla.Lane;

/// <summary>
/// One request on its way through the lane: what the gate decided, and what has happened since. Belongs to its client's connection
/// and is used again for its next request.
/// </summary>
internal sealed class LaneExchange
{
    private Endpoint[] _remaining = [];
    private int _remainingCount;

    /// <summary>When the request was complete, in the clock's ticks.</summary>
    public long ArrivedAt { get; set; }

    /// <summary>Bytes of the path that are the route's prefix and do not go to the backend.</summary>
    public int PrefixLength { get; set; }

    /// <summary>The strategy in force when the request came.</summary>
    public IBalancer Balancer { get; set; } = null!;

    /// <summary>The router's outcome.</summary>
    public RoutingOutcome? Outcome { get; set; }

    /// <summary>Lower-cased model for <c>X-Model</c> and <c>X-Olla-Model</c>, in UTF-8; empty for none.</summary>
    public ReadOnlyMemory<byte> Model { get; set; }

    public bool StreamRequested { get; set; }

    /// <summary>Ticks after which the client is cut off, whatever it is at; zero for no limit.</summary>
    public long WriteLimit { get; set; }

    /// <summary>The request's method, as text that is shared.</summary>
    public string Method { get; set; } = "";

    /// <summary>What the gate noted on admission; the object is left here for the connection's next exchange to use again.</summary>
    public object? Admission { get; set; }

    /// <summary>Endpoint of the attempt under way, or of the last one.</summary>
    public LaneEndpoint? Endpoint { get; set; }

    public int Attempts { get; set; }

    /// <summary>How often the request went out on a connection.</summary>
    public int Sends { get; set; }

    /// <summary>Whether the request had left whole when the attempt failed.</summary>
    public bool RequestWasSent { get; set; }

    /// <summary>Status of the backend's answer; zero if there was none.</summary>
    public int Status { get; set; }

    /// <summary>Body bytes that came from the backend.</summary>
    public long ResponseBytes { get; private set; }

    /// <summary>When the backend's head came; zero if it did not.</summary>
    public long HeadersAt { get; set; }

    /// <summary>When the first byte of its body came; zero if none did.</summary>
    public long FirstByteAt { get; set; }

    /// <summary>Where the gaps between the pieces of answers are counted; null for nowhere.</summary>
    public RequestHistograms? Histograms { get; set; }

    /// <summary>What is known of how each provider's answers tell their tokens and end; null when nobody asks.</summary>
    public ProviderCatalog? Providers { get; set; }

    private readonly AnswerTail _tail = new();
    private StreamEnd? _end;
    private Histogram? _gaps;
    private long _pieceAt;

    /// <summary>The backend's head came.</summary>
    public void HeadCame(int status, string? contentType, bool endsWithConnection, long now)
    {
        (Status, HeadersAt) = (status, now);
        if (Endpoint is not { Endpoint: var endpoint }) return;
        _end = endsWithConnection ? StreamEnd.Of(status, contentType, Providers?.StreamsEndWithDone(endpoint) == true) : null;
        _tail.Begin(Providers?.MetricsOf(endpoint), status, contentType);
        if (Histograms is null) return;
        string? model = null;
        Outcome?.ModelByEndpoint?.TryGetValue(endpoint, out model);
        _gaps = Histograms.InterChunkOf(endpoint.Name, model ?? Outcome?.Model ?? "", status);
    }

    /// <summary>A piece of the body came.</summary>
    public void PieceCame(ReadOnlySpan<byte> piece, long now, TimeProvider time)
    {
        ResponseBytes += piece.Length;
        if (piece.IsEmpty) return;
        _tail.Observe(piece);
        _end?.Observe(piece);
        if (FirstByteAt == 0) FirstByteAt = now;
        else _gaps?.Add(time.GetElapsedTime(_pieceAt, now));
        _pieceAt = now;
    }

    /// <summary>Whether a body that ended with its connection lacks the last event of its format.</summary>
    public bool LacksLastEvent => _end is { IsMissing: true };

    /// <summary>Tokens and timings that the answer told; to be asked once, after its end.</summary>
    public ProviderMetrics? ReadMetrics(TimeProvider time) =>
        _tail.Read(FirstByteAt == 0 ? null : time.GetElapsedTime(FirstByteAt));

    /// <summary>Whether anything went to the client.</summary>
    public bool IsCommitted { get; set; }

    public AttemptOutcome LastFailure { get; set; }

    /// <summary>What went wrong last, in words.</summary>
    public string? Error { get; set; }

    /// <summary>The engine that carries it; set on admission.</summary>
    public LaneForwarding Forwarding { get; set; } = null!;

    public LanePolicy Policy => Forwarding.Policy;

    /// <summary>The attempt's pass through the endpoint's breaker.</summary>
    public long BreakerTicket { get; set; }

    /// <summary>Endpoints that may still be tried.</summary>
    public ReadOnlySpan<Endpoint> Remaining => _remaining.AsSpan(0, _remainingCount);

    public void SetCandidates(ReadOnlySpan<Endpoint> candidates)
    {
        if (_remaining.Length < candidates.Length) _remaining = new Endpoint[candidates.Length];
        candidates.CopyTo(_remaining);
        _remainingCount = candidates.Length;
    }

    /// <summary>Takes an endpoint out of those that may be tried, keeping the order of the others.</summary>
    public void Exclude(Endpoint endpoint)
    {
        var index = Array.IndexOf(_remaining, endpoint, 0, _remainingCount);
        if (index < 0) return;
        Array.Copy(_remaining, index + 1, _remaining, index, _remainingCount - index - 1);
        _remainingCount--;
    }

    public void Reset(long now)
    {
        ArrivedAt = now;
        PrefixLength = 0;
        Outcome = null;
        Model = default;
        StreamRequested = false;
        WriteLimit = 0;
        Endpoint = null;
        Attempts = 0;
        Sends = 0;
        RequestWasSent = false;
        Status = 0;
        ResponseBytes = 0;
        HeadersAt = 0;
        FirstByteAt = 0;
        _gaps = null;
        _end = null;
        _tail.Begin(null, 0, null);
        IsCommitted = false;
        Error = null;
        LastFailure = AttemptOutcome.BreakerOpen;
    }
}
