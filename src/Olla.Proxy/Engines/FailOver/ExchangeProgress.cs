using Olla.Proxy.Engines.Delivery;
using Olla.Proxy.Statistics;

namespace Olla.Proxy.Engines.FailOver;

/// <summary>What has happened to one exchange so far; written by the attempt that runs, read when it ended.</summary>
internal sealed class ExchangeProgress(TimeProvider time, long arrivedAt)
{
    private long _headersAt;
    private long _firstByteAt;
    private long _relayedAt;
    private long _relayedBytes;
    private Histogram? _gaps;
    private AnswerTail? _tail;
    private StreamEnd? _end;

    public int Attempts { get; set; }

    /// <summary>How often the request went out on a connection.</summary>
    public int Sends { get; set; }

    /// <summary>Status of the backend's answer, zero if there was none.</summary>
    public int StatusCode { get; private set; }

    /// <summary>Body bytes relayed.</summary>
    public long ResponseBytes { get; private set; }

    /// <summary>Whether anything of the answer went to the client.</summary>
    public bool Committed { get; private set; }

    /// <summary>What went wrong last.</summary>
    public string? Error { get; private set; }

    public TimeSpan Elapsed => time.GetElapsedTime(arrivedAt);
    public TimeSpan? TimeToHeaders => StatusCode == 0 ? null : time.GetElapsedTime(arrivedAt, _headersAt);
    public TimeSpan? TimeToFirstByte => ResponseBytes == 0 ? null : time.GetElapsedTime(arrivedAt, _firstByteAt);

    /// <summary>The backend's response head is complete.</summary>
    public TimeSpan HeadReceived(int status)
    {
        _headersAt = time.GetTimestamp();
        StatusCode = status;
        return time.GetElapsedTime(arrivedAt, _headersAt);
    }

    /// <summary>Whether a body that ended with its connection lacks the last event of its format.</summary>
    public bool LacksLastEvent => _end is { IsMissing: true };

    /// <summary>The answer of <paramref name="endpoint"/> goes to the client from here on; its body may end with the connection.</summary>
    public void Commit(ProxyExchange exchange, Endpoint endpoint, int status, string? contentType, bool endsWithConnection)
    {
        _end = endsWithConnection ? StreamEnd.Of(status, contentType, exchange.Providers?.StreamsEndWithDone(endpoint) == true) : null;
        Committed = true;
        _gaps = exchange.Histograms?.InterChunkOf(endpoint.Name, exchange.ModelAt(endpoint), status);
        if (exchange.Providers?.MetricsOf(endpoint) is { } metrics)
        {
            _tail = new AnswerTail();
            _tail.Begin(metrics, status, contentType);
        }
    }

    /// <summary>Tokens and timings that the answer told; to be asked once, after its end.</summary>
    public ProviderMetrics? ReadMetrics() => _tail?.Read(Elapsed - TimeToFirstByte);

    /// <summary>Body bytes came.</summary>
    public void BytesReceived(ReadOnlySpan<byte> bytes)
    {
        if (ResponseBytes == 0)
        {
            _firstByteAt = time.GetTimestamp();
        }

        ResponseBytes += bytes.Length;
        _tail?.Observe(bytes);
        _end?.Observe(bytes);
    }

    /// <summary>What came so far is one piece, and goes on to the client. Once per read: no lock, no allocation.</summary>
    public void PieceRelayed()
    {
        if (ResponseBytes == _relayedBytes)
        {
            return;
        }

        var now = time.GetTimestamp();
        if (_relayedBytes > 0)
        {
            _gaps?.Add(time.GetElapsedTime(_relayedAt, now));
        }

        (_relayedBytes, _relayedAt) = (ResponseBytes, now);
    }

    /// <summary>Notes why an attempt failed and returns its outcome.</summary>
    public AttemptOutcome Fail(AttemptOutcome outcome, string reason)
    {
        Error = reason;
        return outcome;
    }

    /// <summary>Notes why an attempt failed, with what the system said of it, and returns its outcome.</summary>
    public AttemptOutcome Fail(AttemptOutcome outcome, string reason, Exception cause)
    {
        Error = reason + ": " + cause.Message;
        return outcome;
    }
}
