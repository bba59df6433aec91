using System.Net;
using Olla.Configuration;

namespace Olla.Proxy.Http.Limits;

/// <summary>Who a request comes from, for rate limits and logs.</summary>
internal static class ClientAddress
{
    /// <summary>
    /// The socket's address, or, when headers are trusted and the socket is a trusted proxy, the first entry of <c>X-Forwarded-For</c>,
    /// else <c>X-Real-IP</c>.
    /// </summary>
    public static string Of(IPAddress? peer, IHeaderDictionary headers, RateLimitOptions options)
    {
        var address = Normalise(peer);
        if (!options.TrustProxyHeaders || address is null || !IsTrusted(address, options.TrustedProxyCidrs))
        {
            return address?.ToString() ?? "";
        }

        return Forwarded(headers["X-Forwarded-For"].ToString(), headers["X-Real-IP"].ToString()) ?? address.ToString();
    }

    /// <summary>The same for a request whose headers are not in a dictionary; either may be empty.</summary>
    public static string? OfTrusted(IPAddress peer, string forwardedFor, string realAddress, RateLimitOptions options) =>
        options.TrustProxyHeaders && IsTrusted(peer, options.TrustedProxyCidrs) ? Forwarded(forwardedFor, realAddress) : null;

    private static string? Forwarded(string forwardedFor, string realAddress)
    {
        var first = forwardedFor.Split(',', 2)[0].Trim();
        var real = first.Length > 0 ? first : realAddress.Trim();
        return real.Length > 0 ? real : null;
    }

    /// <summary>An IPv4 address that arrived on an IPv6 socket, as IPv4.</summary>
    public static IPAddress? Normalise(IPAddress? address) =>
        address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;

    private static bool IsTrusted(IPAddress address, IReadOnlyList<IPNetwork> networks)
    {
        foreach (var network in networks)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }
}
