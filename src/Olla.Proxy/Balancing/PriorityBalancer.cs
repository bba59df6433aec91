using System.Runtime.CompilerServices;
using Olla.Proxy.Endpoints;

namespace Olla.Proxy.Balancing;

/// <summary>
/// The endpoints of the highest priority that is routable share the traffic at random, by the weight of their status; lower
/// priorities are used only when nobody above them is a candidate.
/// </summary>
internal sealed class PriorityBalancer(SequenceGenerator generator) : IBalancer
{
    /// <summary>Members of a tier whose places are kept, on the stack; of more than these the first ones share the traffic.</summary>
    private const int MostMembers = 2048;

    public string Name => ConfigurationName;

    public const string ConfigurationName = "priority";

    [SkipLocalsInit]
    public Endpoint? SelectAndReserve(ReadOnlySpan<Endpoint> candidates)
    {
        // Healthy members stand at the front of the list and all others at its back: a ticket for one of the many healthy ones is a place.
        Span<int> tier = stackalloc int[Math.Min(candidates.Length, MostMembers)];
        var top = int.MinValue;
        int healthy = 0, others = 0, othersShare = 0;
        for (var place = 0; place < candidates.Length; place++)
        {
            var candidate = candidates[place];
            var priority = candidate.Priority;
            if (priority < top)
            {
                continue;
            }

            var status = candidate.State.Status;
            var share = status == EndpointStatus.Healthy ? ServingShare.Full : ServingShare.Of(status);
            if (share == 0)
            {
                continue;
            }

            if (priority > top)
            {
                (top, healthy, others, othersShare) = (priority, 0, 0, 0);
            }

            if (healthy + others == tier.Length)
            {
                continue;
            }

            if (share == ServingShare.Full)
            {
                tier[healthy++] = place;
            }
            else
            {
                tier[^++others] = place;
                othersShare += share;
            }
        }

        var total = (ServingShare.Full * healthy) + othersShare;
        if (total == 0)
        {
            return null;
        }

        var ticket = generator.Next(total);
        var chosen = candidates[ticket < ServingShare.Full * healthy
            ? tier[ticket / ServingShare.Full]
            : Holder(candidates, tier[^others..], ticket - (ServingShare.Full * healthy))];
        chosen.State.Reserve();
        return chosen;
    }

    /// <summary>The place of the member that holds <paramref name="ticket"/>; of the last one where a status has changed meanwhile.</summary>
    private static int Holder(ReadOnlySpan<Endpoint> candidates, ReadOnlySpan<int> members, int ticket)
    {
        var member = members.Length - 1;
        while (member > 0 && (ticket -= ServingShare.Of(candidates[members[member]].State.Status)) >= 0)
        {
            member--;
        }

        return members[member];
    }
}
