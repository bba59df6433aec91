using System.Collections.Concurrent;

namespace Olla.Proxy.Statistics;

/// <summary>Requests that limits turned away.</summary>
internal sealed class SecurityStatistics(TimeProvider time)
{
    private const int MostAddresses = 10_000;
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _limited = new(StringComparer.Ordinal);
    private readonly StripedCounter _rate = new();
    private readonly StripedCounter _size = new();

    public long RateViolations => _rate.Value;
    public long SizeViolations => _size.Value;

    /// <summary>Distinct addresses that were rate-limited within about the last hour; at most 10 000.</summary>
    public int BlockedAddresses
    {
        get
        {
            Forget();
            return Math.Min(_limited.Count, MostAddresses);
        }
    }

    public bool IsElevated => RateViolations + SizeViolations > 100 || BlockedAddresses > 10;

    public void RefuseSize() => _size.Increment();

    public void RefuseRate(string client)
    {
        _rate.Increment();
        if (_limited.ContainsKey(client) || _limited.Count < MostAddresses)
        {
            _limited[client] = time.GetUtcNow();
        }
    }

    private void Forget()
    {
        var horizon = time.GetUtcNow() - Remembered;
        foreach (var entry in _limited)
        {
            if (entry.Value < horizon)
            {
                _limited.TryRemove(entry);
            }
        }
    }
}
