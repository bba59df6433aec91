using Olla.Configuration;

namespace Olla.Proxy.Engines.Olla.Lane;

/// <summary>The limits that an exchange began under, in ticks of the clock; a reload makes new ones for later exchanges.</summary>
internal sealed class LanePolicy
{
    private readonly long _streamHead;
    private readonly long _wholeHead;

    public LanePolicy(ProxyOptions options, TimeProvider time)
    {
        Connect = Ticks(options.ConnectionTimeout, time);
        Read = Ticks(options.ReadTimeout, time);
        _streamHead = Ticks(options.ResponseHeaderTimeout, time);
        // An answer that does not stream sends no header before it is complete.
        _wholeHead = options.ResponseHeaderTimeoutIsExplicit ? _streamHead : Ticks(options.ResponseTimeout, time);
        Exchange = options.ResponseTimeoutIsExplicit ? Ticks(options.ResponseTimeout, time) : 0;
        KeepAliveSeconds = Math.Max(1, (int)options.ConnectionKeepAlive.TotalSeconds);
        Profile = options.Profile;
        BufferSize = Math.Clamp(options.EffectiveStreamBufferSize, 1, 16 * 1024 * 1024);
    }

    /// <summary>To open a connection; zero for no limit, here and below.</summary>
    public long Connect { get; }

    /// <summary>Between two receives of a body.</summary>
    public long Read { get; }

    /// <summary>From a request's arrival to the end of its answer.</summary>
    public long Exchange { get; }

    /// <summary>TCP keep-alive towards backends.</summary>
    public int KeepAliveSeconds { get; }

    public DeliveryProfile Profile { get; }

    /// <summary>Bytes of one read, and of one write where writes are collected.</summary>
    public int BufferSize { get; }

    /// <summary>From the request to the answer's head.</summary>
    public long Head(bool streamRequested) => streamRequested ? _streamHead : _wholeHead;

    /// <summary>The moment a limit ends that begins at <paramref name="now"/>.</summary>
    public static long Deadline(long now, long limit) => limit > 0 ? now + limit : LaneSocket.Never;

    private static long Ticks(TimeSpan span, TimeProvider time) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
