using Olla.Configuration;
using Olla.Proxy.Balancing;
using Olla.Proxy.Endpoints;
using Olla.Proxy.Engines;

namespace Olla.Proxy.Routing.Sticky;

/// <summary>
/// The selection of one request: the endpoint of its session if that is still a candidate, else the strategy's choice, which the
/// session then keeps. Used by one request at a time; takes the store's short lock, unlike the strategies themselves.
/// </summary>
internal sealed class StickySelection(IBalancer inner, StickySessionStore sessions, StickyKey? key, string? sessionId) : IBalancer, ISelectionHeaders
{
    private string? _outcome;

    public string Name => $"sticky({inner.Name})";

    public Endpoint? SelectAndReserve(ReadOnlySpan<Endpoint> candidates)
    {
        if (key is not { } session)
        {
            _outcome = "disabled";
            return inner.SelectAndReserve(candidates);
        }

        var pinned = sessions.Find(session);
        if (pinned is not null && pinned.Status.IsRoutable())
        {
            foreach (var candidate in candidates)
            {
                if (ReferenceEquals(candidate.State, pinned))
                {
                    pinned.Reserve();
                    _outcome = "hit";
                    return candidate;
                }
            }
        }

        var choice = inner.SelectAndReserve(candidates);
        if (choice is not null)
        {
            sessions.Pin(session, choice.State);
            _outcome = pinned is null ? "miss" : "repin";
        }

        return choice;
    }

    public void AppendTo(ICollection<KeyValuePair<string, string>> headers)
    {
        if (_outcome is null)
        {
            return;
        }

        headers.Add(new("X-Olla-Sticky-Session", _outcome));
        if (key is not { } session)
        {
            return;
        }

        headers.Add(new("X-Olla-Sticky-Key-Source", NameOf(session.Source)));
        if (session.Source == StickyKeySource.SessionHeader)
        {
            headers.Add(new("X-Olla-Session-ID", sessionId!));
        }
    }

    private static string NameOf(StickyKeySource source) => source switch
    {
        StickyKeySource.SessionHeader => "session_header",
        StickyKeySource.PrefixHash => "prefix_hash",
        StickyKeySource.AuthHeader => "auth_header",
        _ => "ip",
    };
}
