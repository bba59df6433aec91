using Olla.Configuration;
using Olla.Proxy.Engines.Timing;

namespace Olla.Proxy.Engines;

/// <summary>The time limits of an engine in ticks of its clock, worked out once.</summary>
internal sealed class EngineLimits
{
    /// <summary>Finer than any limit that a person sets, coarse enough to cost nothing with 9 000 streams.</summary>
    private static readonly TimeSpan SlowestTick = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan FastestTick = TimeSpan.FromMilliseconds(10);

    public EngineLimits(ProxyOptions options, TimeProvider time)
    {
        TimeSpan[] spans = [options.ConnectionTimeout, options.ReadTimeout, options.ResponseHeaderTimeout, options.ResponseTimeout];
        var shortest = spans.Where(span => span > TimeSpan.Zero).DefaultIfEmpty(SlowestTick).Min();
        var period = TimeSpan.FromTicks(Math.Clamp(shortest.Ticks / 20, FastestTick.Ticks, SlowestTick.Ticks));
        Clock = new CoarseClock(time, period);
        Connect = Clock.Limit(options.ConnectionTimeout);
        Read = Clock.Limit(options.ReadTimeout);
        StreamHead = Clock.Limit(options.ResponseHeaderTimeout);
        // An answer that does not stream sends no header before it is complete.
        WholeHead = Clock.Limit(options.ResponseHeaderTimeoutIsExplicit ? options.ResponseHeaderTimeout : options.ResponseTimeout);
        Exchange = options.ResponseTimeoutIsExplicit ? Clock.Limit(options.ResponseTimeout) : Watch.Never;
    }

    public CoarseClock Clock { get; }

    /// <summary>To open a connection.</summary>
    public long Connect { get; }

    /// <summary>Between two receives of a body.</summary>
    public long Read { get; }

    private long StreamHead { get; }
    private long WholeHead { get; }
    private long Exchange { get; }

    /// <summary>From the request to the response head.</summary>
    public long Head(ProxyExchange exchange) => exchange.StreamRequested ? StreamHead : WholeHead;

    /// <summary>The moment by which an exchange must have ended.</summary>
    public long Horizon(ProxyExchange exchange) => Exchange == Watch.Never ? Watch.Never : exchange.ArrivedAt + Exchange;
}
