using System.Collections.Concurrent;

namespace Olla.Proxy.Models.Discovery;

/// <summary>
/// Which endpoints are no longer asked periodically: a refusal stops at once, the fifth failure in a row as well, and only a list
/// that was read starts it again.
/// </summary>
internal sealed class DiscoveryFailures
{
    private const int MostInARow = 5;

    private readonly ConcurrentDictionary<string, int> _inARow = new(StringComparer.Ordinal);

    public bool IsSuspended(string url) => _inARow.GetValueOrDefault(url) >= MostInARow;

    /// <summary>Notes how a reading ended; true when it suspends the endpoint just now.</summary>
    public bool Note(string url, ModelListOutcome outcome)
    {
        switch (outcome)
        {
            case ModelListOutcome.Read:
                _inARow.TryRemove(url, out _);
                return false;
            case ModelListOutcome.Refused:
                var before = _inARow.GetValueOrDefault(url);
                _inARow[url] = MostInARow;
                return before < MostInARow;
            default:
                return _inARow.AddOrUpdate(url, 1, (_, count) => count + 1) == MostInARow;
        }
    }

    /// <summary>Lets an endpoint be asked again although it was suspended.</summary>
    public void Forgive(string url) => _inARow.TryRemove(url, out _);
}
