using Olla.Proxy.Statistics;

namespace Olla.Proxy.Engines.FailOver;

/// <summary>What has happened to one exchange so far; written by the attempt that runs, read when it ended.</summary>
internal sealed class ExchangeProgress(TimeProvider time, long arrivedAt)
{
    private long _headersAt;
    private long _firstByteAt;
    private long _relayedAt;
    private long _relayedBytes;

    /// <summary>Where the gaps between the pieces of the answer are counted; null for nowhere.</summary>
    public Histogram? Gaps { get; set; }

    public int Attempts { get; set; }

    /// <summary>Status of the backend's answer, zero if there was none.</summary>
    public int StatusCode { get; private set; }

    /// <summary>Body bytes relayed.</summary>
    public long ResponseBytes { get; private set; }

    /// <summary>Whether anything of the answer went to the client.</summary>
    public bool Committed { get; set; }

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

    /// <summary>Body bytes came.</summary>
    public void BytesReceived(int count)
    {
        if (ResponseBytes == 0)
        {
            _firstByteAt = time.GetTimestamp();
        }

        ResponseBytes += count;
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
            Gaps?.Add(time.GetElapsedTime(_relayedAt, now));
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
