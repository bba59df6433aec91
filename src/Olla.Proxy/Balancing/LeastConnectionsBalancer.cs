using System.Runtime.CompilerServices;
using Olla.Proxy.Endpoints;

namespace Olla.Proxy.Balancing;

/// <summary>
/// Chooses the endpoint with the fewest attempts in flight, counted against the weight of its status. A tie is rotated, so that an
/// idle fleet does not always send to its first member.
/// </summary>
internal sealed class LeastConnectionsBalancer : IBalancer
{
    /// <summary>The common multiple of all shares, so that loads are whole numbers.</summary>
    private const int Unit = 3 * ServingShare.Full;

    /// <summary>Ties whose places are kept, on the stack; of more than these the first ones take turns.</summary>
    private const int MostTies = 1024;

    /// <summary>Above every load.</summary>
    private const long NotServed = long.MaxValue;

    private uint _ties;

    public string Name => ConfigurationName;

    public const string ConfigurationName = "least-connections";

    [SkipLocalsInit]
    public Endpoint? SelectAndReserve(ReadOnlySpan<Endpoint> candidates)
    {
        Span<int> places = stackalloc int[Math.Min(candidates.Length, MostTies)];

        // Choice and count are one step: the reservation succeeds only while the count that was compared still holds. Somebody
        // else's success is the only reason to look again, so the fleet as a whole always moves on.
        while (true)
        {
            var tied = FindLightest(candidates, places, out var lightest);
            if (tied == 0)
            {
                return null;
            }

            var chosen = candidates[places[tied == 1 ? 0 : (int)(Volatile.Read(ref _ties) % (uint)tied)]];
            var connections = chosen.State.ActiveConnections;
            if (Load(chosen.State.Status, connections) == lightest && chosen.State.TryReserve(connections))
            {
                if (tied > 1)
                {
                    Interlocked.Increment(ref _ties);
                }

                return chosen;
            }
        }
    }

    /// <summary>Returns how many carry the lightest load, with their places among the candidates.</summary>
    private static int FindLightest(ReadOnlySpan<Endpoint> candidates, Span<int> places, out long lightest)
    {
        lightest = NotServed - 1;
        var tied = 0;
        for (var place = 0; place < candidates.Length; place++)
        {
            var state = candidates[place].State;
            var load = Load(state.Status, state.ActiveConnections);
            if (load > lightest)
            {
                continue;
            }

            if (load < lightest)
            {
                (lightest, tied) = (load, 0);
            }

            if (tied < places.Length)
            {
                places[tied++] = place;
            }
        }

        return tied;
    }

    /// <summary>Load after one more attempt, relative to a healthy endpoint.</summary>
    private static long Load(EndpointStatus status, int connections) =>
        status == EndpointStatus.Healthy ? (connections + 1L) * (Unit / ServingShare.Full) : UnusualLoad(status, connections);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long UnusualLoad(EndpointStatus status, int connections) =>
        ServingShare.Of(status) is > 0 and var share ? (connections + 1L) * (Unit / share) : NotServed;
}
