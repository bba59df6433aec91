using System.Runtime.CompilerServices;

namespace Olla.Proxy.Balancing;

/// <summary>
/// The endpoints of the highest priority that is routable share the traffic at random, by the weight of their status; lower
/// priorities are used only when nobody above them is a candidate.
/// </summary>
internal sealed class PriorityBalancer(SequenceGenerator generator) : IBalancer
{
    /// <summary>Members of a tier whose places are kept, on the stack; of more than these the first ones share the traffic.</summary>
    private const int MostMembers = 1024;

    public string Name => ConfigurationName;

    public const string ConfigurationName = "priority";

    [SkipLocalsInit]
    public Endpoint? SelectAndReserve(ReadOnlySpan<Endpoint> candidates)
    {
        Span<Member> tier = stackalloc Member[Math.Min(candidates.Length, MostMembers)];
        var top = int.MinValue;
        int members = 0, total = 0;
        for (var place = 0; place < candidates.Length; place++)
        {
            var candidate = candidates[place];
            var priority = candidate.Priority;
            if (priority < top || ServingShare.Of(candidate.State.Status) is not (> 0 and var share))
            {
                continue;
            }

            if (priority > top)
            {
                (top, members, total) = (priority, 0, 0);
            }

            if (members < tier.Length)
            {
                total += share;
                tier[members++] = new Member(place, total);
            }
        }

        if (members == 0)
        {
            return null;
        }

        var chosen = candidates[Holder(tier[..members], generator.Next(total))];
        chosen.State.Reserve();
        return chosen;
    }

    /// <summary>The place of the first member whose running total lies above <paramref name="ticket"/>.</summary>
    private static int Holder(ReadOnlySpan<Member> tier, int ticket)
    {
        int low = 0, high = tier.Length - 1;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (tier[middle].Total > ticket) high = middle;
            else low = middle + 1;
        }

        return tier[low].Place;
    }

    /// <param name="Place">Among the candidates.</param>
    /// <param name="Total">The shares of this member and all before it.</param>
    private readonly record struct Member(int Place, int Total);
}
