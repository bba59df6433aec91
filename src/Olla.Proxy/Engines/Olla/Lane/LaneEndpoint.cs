using System.Text;
using Olla.Proxy.Engines.FailOver;

namespace Olla.Proxy.Engines.Olla.Lane;

/// <summary>An endpoint as the lane needs it: everything that is the same for each request is bytes already.</summary>
internal sealed class LaneEndpoint
{
    private readonly byte[][] _ownNames;

    public LaneEndpoint(EndpointChannel channel, TimeProvider time)
    {
        Channel = channel;
        var url = channel.Endpoint.Url;
        IsPlain = url.Scheme == Uri.UriSchemeHttp;
        Addresses = new LaneAddresses(url, time);
        HostLine = Encoding.Latin1.GetBytes($"Host: {channel.Headers.Authority}\r\n");
        FixedLines = Encoding.UTF8.GetBytes(string.Concat(channel.Headers.Fields.Select(field => $"{field.Name}: {field.Value}\r\n")));
        ClientLines = Encoding.Latin1.GetBytes(
            $"X-Olla-Endpoint: {channel.Headers.DisplayName}\r\nX-Olla-Backend-Type: {channel.Headers.BackendType}\r\n");
        BasePath = Encoding.Latin1.GetBytes(channel.Endpoint.Options.PreservePath ? channel.Target.For("/", "") : "");
        _ownNames = [.. channel.Headers.Fields.Select(field => Encoding.Latin1.GetBytes(field.Name))];
    }

    /// <summary>What the engine keeps for it, shared with the portable path: breaker, connection limit, path rules.</summary>
    public EndpointChannel Channel { get; }

    public Endpoint Endpoint => Channel.Endpoint;

    /// <summary>Whether it speaks plain HTTP/1.1.</summary>
    public bool IsPlain { get; }

    public LaneAddresses Addresses { get; }

    /// <summary>Whether the lane can reach it: no TLS, and its name is resolved.</summary>
    public bool IsReachable => IsPlain && Addresses.Current.Length > 0;

    public ReadOnlyMemory<byte> HostLine { get; }

    /// <summary>Path that goes before the request's; a lone slash or nothing for none.</summary>
    public ReadOnlyMemory<byte> BasePath { get; }

    /// <summary>The endpoint's configured headers and its credentials, as lines.</summary>
    public ReadOnlyMemory<byte> FixedLines { get; }

    /// <summary>Lines that tell the client who answered.</summary>
    public ReadOnlyMemory<byte> ClientLines { get; }

    /// <summary>Whether a header of this name is the endpoint's own: the client's is dropped, and so is the backend's.</summary>
    public bool Owns(ReadOnlySpan<byte> name)
    {
        foreach (var own in _ownNames)
            if (Ascii.EqualsIgnoreCase(own, name)) return true;
        return false;
    }
}
