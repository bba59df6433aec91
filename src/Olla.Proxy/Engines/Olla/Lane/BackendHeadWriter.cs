using Olla.Proxy.Engines.Http1;

namespace Olla.Proxy.Engines.Olla.Lane;

/// <summary>Writes the head that a backend gets.</summary>
internal static class BackendHeadWriter
{
    public static void Write(ref ByteWriter writer, LaneProduct product, RequestHead head, ReadOnlySpan<byte> bytes, ClientConnection client, int bodyLength)
    {
        var exchange = client.Exchange;
        var endpoint = exchange.Endpoint!;
        WriteRequestLine(ref writer, head, bytes, exchange, endpoint);
        writer.Write(endpoint.HostLine.Span);
        int via = -1, forwardedFor = -1;
        bool hasRealIp = false, hasForwardedProto = false, hasForwardedHost = false;
        var fields = head.Fields;
        for (var index = 0; index < fields.Length; index++)
        {
            var field = fields[index];
            switch (field.Kind)
            {
                case KnownHeader.Via:
                    via = index;
                    continue;
                case KnownHeader.ForwardedFor:
                    forwardedFor = index;
                    continue;
                case KnownHeader.RealIp:
                    hasRealIp = true;
                    break;
                case KnownHeader.ForwardedProto:
                    hasForwardedProto = true;
                    break;
                case KnownHeader.ForwardedHost:
                    hasForwardedHost = true;
                    break;
            }
            var name = field.Name(bytes);
            if (IsDropped(field.Kind) || endpoint.Owns(name)) continue;
            writer.WriteField(name, field.Value(bytes));
        }
        if (!endpoint.Owns("X-Proxied-By"u8)) writer.WriteField("X-Proxied-By"u8, product.Value.Span);
        if (!endpoint.Owns("Via"u8)) WriteExtended(ref writer, "Via: "u8, fields, via, bytes, product.Via.Span);
        if (!endpoint.Owns("X-Forwarded-For"u8))
            WriteExtended(ref writer, "X-Forwarded-For: "u8, fields, forwardedFor, bytes, client.PeerText);
        if (!hasRealIp && !endpoint.Owns("X-Real-IP"u8)) writer.WriteField("X-Real-IP"u8, client.PeerText);
        if (!hasForwardedProto && !endpoint.Owns("X-Forwarded-Proto"u8)) writer.Write("X-Forwarded-Proto: http\r\n"u8);
        if (!hasForwardedHost && !endpoint.Owns("X-Forwarded-Host"u8)) writer.WriteField("X-Forwarded-Host"u8, head.Host(bytes));
        writer.Write(endpoint.FixedLines.Span);
        if (!exchange.Model.IsEmpty && !endpoint.Owns("X-Model"u8)) writer.WriteField("X-Model"u8, exchange.Model.Span);
        if (head.HasContentLength || head.DeclaresEmptyBody)
        {
            writer.Write("Content-Length: "u8);
            writer.Write(bodyLength);
            writer.Write("\r\n"u8);
        }
        writer.Write("\r\n"u8);
    }

    /// <summary>A list field, with the client's elements before our own.</summary>
    private static void WriteExtended(
        ref ByteWriter writer, ReadOnlySpan<byte> start, ReadOnlySpan<HeaderField> fields, int earlier, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> own)
    {
        writer.Write(start);
        if (earlier >= 0 && fields[earlier].ValueLength > 0)
        {
            writer.Write(fields[earlier].Value(bytes));
            writer.Write(", "u8);
        }
        writer.Write(own);
        writer.Write("\r\n"u8);
    }

    private static void WriteRequestLine(
        ref ByteWriter writer, RequestHead head, ReadOnlySpan<byte> bytes, LaneExchange exchange, LaneEndpoint endpoint)
    {
        writer.Write(head.Method(bytes));
        writer.Write(" "u8);
        WriteTarget(ref writer, endpoint.BasePath.Span, head.Path(bytes)[exchange.PrefixLength..], head.Query(bytes));
        writer.Write(" HTTP/1.1\r\n"u8);
    }

    /// <summary>The same as <see cref="Targets.TargetPath"/> makes of a path without escapes, dot segments and doubled slashes.</summary>
    private static void WriteTarget(ref ByteWriter writer, ReadOnlySpan<byte> basePath, ReadOnlySpan<byte> path, ReadOnlySpan<byte> query)
    {
        if (basePath.Length > 1)
        {
            writer.Write(basePath);
            // A joined path is a clean one: no slash at its end.
            writer.Write(path.EndsWith("/"u8) ? path[..^1] : path);
        }
        else writer.Write(path.IsEmpty ? "/"u8 : path);
        writer.Write(query);
    }

    private static bool IsDropped(KnownHeader kind) => kind is KnownHeader.Authorization or KnownHeader.Connection or KnownHeader.ContentLength
        or KnownHeader.Credential or KnownHeader.Host or KnownHeader.KeepAlive or KnownHeader.Model or KnownHeader.ProxiedBy or KnownHeader.ProxyHopByHop
        or KnownHeader.Te or KnownHeader.Trailer or KnownHeader.TransferEncoding or KnownHeader.Upgrade;
}
