namespace Olla.Proxy.Balancing;

/// <summary>
/// Chooses the endpoint with the fewest attempts in flight, counted against the weight of its status. A tie is rotated, so that an
/// idle fleet does not always send to its first member.
/// </summary>
internal sealed class LeastConnectionsBalancer : IBalancer
{
    private uint _ties;

    public string Name => ConfigurationName;

    public const string ConfigurationName = "least-connections";

    public Endpoint? SelectAndReserve(ReadOnlySpan<Endpoint> candidates)
    {
        // Choice and count are one step: the reservation succeeds only while the count that was compared still holds. Somebody
        // else's success is the only reason to look again, so the fleet as a whole always moves on.
        while (true)
        {
            var lightest = Lightest(candidates, out var tied);
            if (tied == 0)
            {
                return null;
            }

            var skip = tied == 1 ? 0 : (int)(Volatile.Read(ref _ties) % (uint)tied);
            if (TryReserve(candidates, lightest, skip) is { } chosen)
            {
                if (tied > 1)
                {
                    Interlocked.Increment(ref _ties);
                }

                return chosen;
            }
        }
    }

    private static long Lightest(ReadOnlySpan<Endpoint> candidates, out int tied)
    {
        var lightest = long.MaxValue;
        tied = 0;
        foreach (var candidate in candidates)
        {
            var load = Load(candidate, candidate.State.ActiveConnections);
            if (load < lightest)
            {
                (lightest, tied) = (load, 1);
            }
            else if (load == lightest && load != long.MaxValue)
            {
                tied++;
            }
        }

        return lightest;
    }

    private static Endpoint? TryReserve(ReadOnlySpan<Endpoint> candidates, long load, int skip)
    {
        foreach (var candidate in candidates)
        {
            var connections = candidate.State.ActiveConnections;
            if (Load(candidate, connections) == load && skip-- == 0)
            {
                return candidate.State.TryReserve(connections) ? candidate : null;
            }
        }

        return null;
    }

    /// <summary>Load after one more attempt, relative to a healthy endpoint; the common multiple of the shares keeps it exact.</summary>
    private static long Load(Endpoint endpoint, int connections) => ServingShare.Of(endpoint.State.Status) switch
    {
        0 => long.MaxValue,
        var share => (connections + 1L) * (3 * ServingShare.Full / share),
    };
}
