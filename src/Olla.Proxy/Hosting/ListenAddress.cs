using System.Globalization;
using System.Net;

namespace Olla.Proxy.Hosting;

/// <summary>Where the proxy listens.</summary>
/// <param name="Host">As a person wrote it: a name or an address, IPv6 with or without brackets.</param>
/// <param name="Port">Zero lets the system pick one.</param>
internal sealed record ListenAddress(string Host, int Port)
{
    /// <summary>Reads <c>HOST:PORT</c>; null when it is not of that form.</summary>
    public static ListenAddress? Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535
            ? new ListenAddress(text[..colon], port)
            : null;
    }

    /// <summary>The addresses to bind, in order; a name is looked up, and none means it has no address.</summary>
    public async Task<IPEndPoint[]> ResolveAsync(CancellationToken cancellation)
    {
        var host = Host.StartsWith('[') && Host.EndsWith(']') ? Host[1..^1] : Host;
        if (host.Length == 0)
        {
            return [new IPEndPoint(IPAddress.Any, Port)];
        }

        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return [new IPEndPoint(IPAddress.Loopback, Port), new IPEndPoint(IPAddress.IPv6Loopback, Port)];
        }

        if (IPAddress.TryParse(host, out var address))
        {
            return [new IPEndPoint(address, Port)];
        }

        var found = await Dns.GetHostAddressesAsync(host, cancellation);
        return [.. found.Take(1).Select(first => new IPEndPoint(first, Port))];
    }

    public override string ToString() => Host.Contains(':') && !Host.StartsWith('[') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
