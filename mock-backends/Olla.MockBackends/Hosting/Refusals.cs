using Olla.MockBackends.Model;

namespace Olla.MockBackends.Hosting;

/// <summary>When a backend refuses connects: windows of time after its start.</summary>
internal sealed class Refusals
{
    private readonly IReadOnlyList<(TimeSpan From, TimeSpan To)> _windows;

    private Refusals(IReadOnlyList<(TimeSpan From, TimeSpan To)> windows) => _windows = windows;

    /// <summary>The windows of the faults that refuse; null when none does.</summary>
    public static Refusals? OfFaults(IEnumerable<Fault> faults)
    {
        var windows = faults.Where(fault => fault.Kind == FaultKind.Refuse)
            .Select(fault => (Span(fault.From), fault.To == 0 ? TimeSpan.MaxValue : Span(fault.To))).ToArray();
        return windows.Length == 0 ? null : new Refusals(windows);
    }

    /// <summary>Whether connects are refused so long after the start, and how long that stays as it is; null for ever.</summary>
    public (bool IsRefusing, TimeSpan? Lasts) At(TimeSpan elapsed)
    {
        var open = _windows.Where(window => elapsed >= window.From && elapsed < window.To).ToArray();
        if (open.Length > 0)
        {
            var end = open.Max(window => window.To);
            return (true, end == TimeSpan.MaxValue ? null : end - elapsed);
        }

        var next = _windows.Where(window => window.From > elapsed).Select(window => (TimeSpan?)window.From).Min();
        return (false, next - elapsed);
    }

    private static TimeSpan Span(double nanoseconds) => TimeSpan.FromMicroseconds(nanoseconds / 1000);
}
