namespace Olla.Proxy.Balancing;

/// <summary>
/// The endpoints of the highest priority that is routable share the traffic at random, by the weight of their status; lower
/// priorities are used only when nobody above them is a candidate.
/// </summary>
internal sealed class PriorityBalancer(SequenceGenerator generator) : IBalancer
{
    public string Name => ConfigurationName;

    public const string ConfigurationName = "priority";

    public Endpoint? SelectAndReserve(ReadOnlySpan<Endpoint> candidates)
    {
        // Statuses may change meanwhile: the second pass then ends on the last member of the tier that it met.
        var top = int.MinValue;
        var total = 0;
        foreach (var candidate in candidates)
        {
            var share = ServingShare.Of(candidate.State.Status);
            if (share == 0 || candidate.Priority < top)
            {
                continue;
            }

            total = candidate.Priority > top ? share : total + share;
            top = candidate.Priority;
        }

        if (total == 0)
        {
            return null;
        }

        var remaining = generator.Next(total);
        Endpoint? chosen = null;
        foreach (var candidate in candidates)
        {
            if (candidate.Priority != top || ServingShare.Of(candidate.State.Status) is not (> 0 and var share))
            {
                continue;
            }

            chosen = candidate;
            remaining -= share;
            if (remaining < 0)
            {
                break;
            }
        }

        chosen?.State.Reserve();
        return chosen ?? SelectAndReserve(candidates);
    }
}
