namespace Olla.Proxy.Engines.Olla.Lane;

/// <summary>The times of <see cref="LaneSettings"/> in ticks of the loop's clock; zero for no limit.</summary>
internal sealed class LaneTicks(LaneSettings settings, TimeProvider time)
{
    public long ClientIdle { get; } = Of(settings.ClientIdleTimeout, time);
    public long BackendIdle { get; } = Of(settings.BackendIdleTimeout, time);
    public long Linger { get; } = Of(Http1.LingeringClose.Patience, time);
    public long PartialRequest { get; } = Of(settings.PartialRequestPatience, time);
    public long Scan { get; } = Of(settings.ScanInterval, time);

    private static long Of(TimeSpan span, TimeProvider time) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
