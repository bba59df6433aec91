using System.Net;
using Microsoft.Extensions.Primitives;

namespace Olla.Proxy.Engines.Headers;

/// <summary>Builds the fields of the request to a backend, but for <c>Host</c> and the framing of the body, which the connection sets.</summary>
internal static class RequestHeaders
{
    [ThreadStatic]
    private static PeerText? _lastPeer;

    /// <summary>Writes every field to <paramref name="sink"/>; a later field of the same name never contradicts an earlier one.</summary>
    public static void Build<TSink>(in ClientRequestHead client, EndpointHeaders endpoint, string? model, ref TSink sink)
        where TSink : IHeaderSink
    {
        var fields = client.Fields;
        var connection = fields.Connection;
        var realAddress = false;
        var forwardedProto = false;
        var forwardedHost = false;

        // (1) what the client sent, as far as it may pass
        foreach (var (name, values) in fields)
        {
            if (HeaderRules.IsHopByHop(name) || HeaderRules.IsClientCredential(name) || HeaderRules.IsReplacedInRequest(name)
                || endpoint.Owns(name) || IsListed(connection, name))
            {
                continue;
            }

            realAddress |= name.Equals("X-Real-IP", StringComparison.OrdinalIgnoreCase);
            forwardedProto |= name.Equals("X-Forwarded-Proto", StringComparison.OrdinalIgnoreCase);
            forwardedHost |= name.Equals("X-Forwarded-Host", StringComparison.OrdinalIgnoreCase);
            for (var i = 0; i < values.Count; i++)
            {
                sink.Add(name, values[i] ?? "");
            }
        }

        // (2) who passed it on, and for whom
        AddUnlessOwned(endpoint, "X-Proxied-By", ProductToken.Value, ref sink);
        AddUnlessOwned(endpoint, "Via", Extend(fields.Via, ProductToken.Via), ref sink);
        var peer = Text(client.Peer);
        if (peer is not null)
        {
            AddUnlessOwned(endpoint, "X-Forwarded-For", Extend(fields["X-Forwarded-For"], peer), ref sink);
            if (!realAddress)
            {
                AddUnlessOwned(endpoint, "X-Real-IP", peer, ref sink);
            }
        }
        else if (fields["X-Forwarded-For"] is { Count: > 0 } earlier)
        {
            AddUnlessOwned(endpoint, "X-Forwarded-For", earlier.ToString(), ref sink);
        }

        if (!forwardedProto)
        {
            AddUnlessOwned(endpoint, "X-Forwarded-Proto", client.Scheme, ref sink);
        }

        if (!forwardedHost && fields.Host is { Count: > 0 } host)
        {
            AddUnlessOwned(endpoint, "X-Forwarded-Host", host.ToString(), ref sink);
        }

        // (3) what the configuration says, the credential last
        foreach (var field in endpoint.Fields)
        {
            sink.Add(field.Name, field.Value);
        }

        // (4) what routing found
        if (model is not null)
        {
            AddUnlessOwned(endpoint, "X-Model", HeaderText.Safe(model), ref sink);
        }
    }

    private static void AddUnlessOwned<TSink>(EndpointHeaders endpoint, string name, string value, ref TSink sink)
        where TSink : IHeaderSink
    {
        if (!endpoint.Owns(name))
        {
            sink.Add(name, value);
        }
    }

    private static bool IsListed(StringValues connection, string name)
    {
        for (var i = 0; i < connection.Count; i++)
        {
            if (HeaderRules.IsListed(connection[i], name))
            {
                return true;
            }
        }

        return false;
    }

    private static string Extend(StringValues list, string element) =>
        StringValues.IsNullOrEmpty(list) ? element : string.Join(", ", (IEnumerable<string?>)list) + ", " + element;

    /// <summary>Most requests of a thread come from few peers, so the last one's text is kept.</summary>
    private static string? Text(IPAddress? peer)
    {
        if (peer is null)
        {
            return null;
        }

        if (_lastPeer is { } last && last.Address.Equals(peer))
        {
            return last.Text;
        }

        var plain = peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer;
        _lastPeer = new PeerText(peer, plain.ToString());
        return _lastPeer.Text;
    }

    private sealed record PeerText(IPAddress Address, string Text);
}
