using System.Runtime.CompilerServices;
using Olla.Proxy.Endpoints;

namespace Olla.Proxy.Balancing;

/// <summary>
/// Takes the routable candidates in turn, in configuration order. Every set of candidates has its own turn, so that requests for one
/// model do not disturb the rotation of another. A rotation has ten rounds: a healthy endpoint serves in all of them, a busy one in
/// three, a warming one in one.
/// </summary>
internal sealed class RoundRobinBalancer : IBalancer
{
    /// <summary>Enough for the statuses of a large fleet on the stack; more candidates than this are served from the first ones.</summary>
    private const int MostCandidates = 4096;

    private readonly RotationTable _rotations = new();

    public string Name => ConfigurationName;

    public const string ConfigurationName = "round-robin";

    public Endpoint? SelectAndReserve(ReadOnlySpan<Endpoint> candidates)
    {
        if (candidates.Length > MostCandidates)
        {
            candidates = candidates[..MostCandidates];
        }

        // Nearly always everybody is healthy: then the turn is the place in the list, and one look at each status is all it takes.
        var all = RotationTable.EmptySet;
        var i = 0;
        while (i < candidates.Length && candidates[i].State.Status == EndpointStatus.Healthy)
        {
            all = RotationTable.Extend(all, candidates[i++].Index);
        }

        if (i < candidates.Length || i == 0)
        {
            return SelectByShare(candidates);
        }

        var next = candidates[(int)(_rotations.NextTurn(all) % (uint)candidates.Length)];
        next.State.Reserve();
        return next;
    }

    [SkipLocalsInit]
    private Endpoint? SelectByShare(ReadOnlySpan<Endpoint> candidates)
    {
        Span<byte> shares = stackalloc byte[candidates.Length];
        int healthy = 0, busy = 0, warming = 0;
        var set = RotationTable.EmptySet;
        for (var i = 0; i < candidates.Length; i++)
        {
            var share = ServingShare.Of(candidates[i].State.Status);
            shares[i] = (byte)share;
            if (share == 0)
            {
                continue;
            }

            set = RotationTable.Extend(set, candidates[i].Index);
            healthy += share == ServingShare.Full ? 1 : 0;
            busy += share == 3 ? 1 : 0;
            warming += share == 1 ? 1 : 0;
        }

        var rotation = (uint)((ServingShare.Full * healthy) + (3 * busy) + warming);
        if (rotation == 0)
        {
            return null;
        }

        var turn = (int)(_rotations.NextTurn(set) % rotation);
        var round = 0;
        while (turn >= Serving(round, healthy, busy, warming))
        {
            turn -= Serving(round++, healthy, busy, warming);
        }

        var chosen = candidates[NthServing(shares, round, turn)];
        chosen.State.Reserve();
        return chosen;
    }

    private static int Serving(int round, int healthy, int busy, int warming) =>
        healthy + (BusyServes(round) ? busy : 0) + (WarmingServes(round) ? warming : 0);

    private static int NthServing(ReadOnlySpan<byte> shares, int round, int turn)
    {
        for (var i = 0; ; i++)
        {
            var serves = shares[i] switch
            {
                ServingShare.Full => true,
                3 => BusyServes(round),
                1 => WarmingServes(round),
                _ => false,
            };
            if (serves && turn-- == 0)
            {
                return i;
            }
        }
    }

    private static bool BusyServes(int round) => round is 0 or 3 or 6;

    private static bool WarmingServes(int round) => round is 0;
}
