using Olla.Proxy.Endpoints;

namespace Olla.Proxy.Http.Dashboard;

/// <summary>What one probe, or a request that found the endpoint gone, said of an endpoint.</summary>
internal readonly record struct HealthEntry(DateTimeOffset At, EndpointStatus Status, TimeSpan? Latency);

/// <summary>The last probes of every endpoint, by its state, which outlives reloads. Used by the feed alone: one thread at a time.</summary>
internal sealed class HealthHistory
{
    private const int Kept = 48;

    private readonly Dictionary<EndpointState, Queue<HealthEntry>> _entries = [];

    /// <summary>Notes what is new since the last look, and forgets endpoints that are gone.</summary>
    public void Look(ReadOnlySpan<Endpoint> endpoints)
    {
        foreach (var endpoint in endpoints)
        {
            if (!_entries.TryGetValue(endpoint.State, out var entries))
            {
                _entries[endpoint.State] = entries = new Queue<HealthEntry>(Kept + 1);
            }

            var health = endpoint.State.Health;
            if (health.CheckedAt is not { } at || (entries.Count > 0 && entries.Last().At == at))
            {
                continue;
            }

            entries.Enqueue(new HealthEntry(at, health.Status, health.ProbeLatency));
            if (entries.Count > Kept)
            {
                entries.Dequeue();
            }
        }

        if (_entries.Count > endpoints.Length)
        {
            var wanted = endpoints.ToArray().Select(endpoint => endpoint.State).ToHashSet();
            foreach (var state in _entries.Keys.Where(state => !wanted.Contains(state)).ToArray())
            {
                _entries.Remove(state);
            }
        }
    }

    /// <summary>Oldest first.</summary>
    public IReadOnlyCollection<HealthEntry> Of(EndpointState state) => _entries.TryGetValue(state, out var entries) ? entries : [];
}
