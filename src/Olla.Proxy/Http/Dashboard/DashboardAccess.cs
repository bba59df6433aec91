using System.Net;
using Olla.Configuration;
using Olla.Proxy.Http.Limits;

namespace Olla.Proxy.Http.Dashboard;

/// <summary>Who may open the dashboard: the socket's address and the host name decide; headers of other proxies are never asked.</summary>
internal static class DashboardAccess
{
    /// <summary>Why a request is refused, as a sentence for whoever sent it; null when it may pass.</summary>
    public static string? Refusal(DashboardOptions options, IPAddress? peer, string hostHeader)
    {
        var address = ClientAddress.Normalise(peer);
        var host = HostOf(hostHeader);
        var check = (IsAllowed(options, address), IsAccepted(options, host)) switch
        {
            (false, _) => "ip not in allowed range",
            (_, false) => "host not accepted",
            _ => null,
        };
        return check is null ? null
            : $"Dashboard access denied: {check} (ip={address?.ToString() ?? "unknown"} host={host}). "
                + "See dashboard.access_policy.allowed_cidrs and dashboard.access_policy.allowed_hosts.";
    }

    /// <summary>Lower case, without port and brackets.</summary>
    private static string HostOf(string header)
    {
        var text = header.Trim().ToLowerInvariant();
        if (text.StartsWith('['))
        {
            var end = text.IndexOf(']', StringComparison.Ordinal);
            return end < 0 ? text : text[1..end];
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || text.LastIndexOf(':') != colon ? text : text[..colon];
    }

    private static bool IsAllowed(DashboardOptions options, IPAddress? address)
    {
        if (address is null)
        {
            return false;
        }

        foreach (var network in options.AllowedCidrs)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }

    // A page of another origin can make a browser send any name that it owns, but never an address: names are listed, addresses pass.
    private static bool IsAccepted(DashboardOptions options, string host) =>
        IPAddress.TryParse(host, out _) || options.AllowedHosts.Contains(host, StringComparer.OrdinalIgnoreCase);
}
