namespace Olla.Proxy.Engines.Headers;

/// <summary>Which fields may cross the proxy, in either direction.</summary>
internal static class HeaderRules
{
    /// <summary>Fields that belong to one connection only (RFC 9110, section 7.6.1, and the names that predate it).</summary>
    public static bool IsHopByHop(ReadOnlySpan<char> name) => name.Length switch
    {
        2 => Is(name, "TE"),
        7 => Is(name, "Trailer") || Is(name, "Upgrade"),
        10 => Is(name, "Connection") || Is(name, "Keep-Alive"),
        16 => Is(name, "Proxy-Connection"),
        17 => Is(name, "Transfer-Encoding"),
        18 => Is(name, "Proxy-Authenticate"),
        19 => Is(name, "Proxy-Authorization"),
        _ => false,
    };

    /// <summary>Credentials of a client towards this proxy; a backend never sees them.</summary>
    public static bool IsClientCredential(ReadOnlySpan<char> name) => name.Length switch
    {
        6 => Is(name, "Cookie"),
        9 => Is(name, "X-Api-Key"),
        12 => Is(name, "X-Auth-Token"),
        13 => Is(name, "Authorization"),
        _ => false,
    };

    /// <summary>Fields of a client's request that we write ourselves, so that the client's own are not copied.</summary>
    public static bool IsReplacedInRequest(ReadOnlySpan<char> name) => name.Length switch
    {
        3 => Is(name, "Via"),
        4 => Is(name, "Host"),
        6 => Is(name, "Expect"),
        7 => Is(name, "X-Model"),
        12 => Is(name, "X-Proxied-By"),
        14 => Is(name, "Content-Length"),
        15 => Is(name, "X-Forwarded-For"),
        _ => false,
    };

    /// <summary>Fields of a backend's answer that would leak a secret or pretend to be ours.</summary>
    public static bool IsForbiddenInResponse(ReadOnlySpan<char> name) => name.Length switch
    {
        9 => Is(name, "X-Api-Key"),
        10 => Is(name, "Set-Cookie"),
        11 => Is(name, "X-Served-By"),
        12 => Is(name, "X-Auth-Token"),
        13 => Is(name, "Authorization"),
        _ => false,
    } || name.StartsWith("X-Olla-", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether <paramref name="name"/> is among the comma-separated tokens of a <c>Connection</c> field.</summary>
    public static bool IsListed(ReadOnlySpan<char> connection, ReadOnlySpan<char> name)
    {
        foreach (var range in connection.Split(','))
        {
            if (connection[range].Trim(" \t").Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Is(ReadOnlySpan<char> name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);
}
