using Olla.Proxy.Balancing;

namespace Olla.Proxy.Tests.Engines.Scripted;

/// <summary>Always the first, so that a test knows who is asked.</summary>
internal sealed class FirstCandidate : IBalancer
{
    public string Name => "first";

    public Endpoint? SelectAndReserve(ReadOnlySpan<Endpoint> candidates)
    {
        if (candidates.IsEmpty)
        {
            return null;
        }

        candidates[0].State.Reserve();
        return candidates[0];
    }
}
