using Olla.Proxy.Engines.Http1;

namespace Olla.Proxy.Engines.Olla.Lane;

/// <summary>Writes the head that the client gets: the proxy's own lines, then the backend's, but for those that are not the client's business.</summary>
internal static class ClientHeadWriter
{
    public static void Write(ref ByteWriter writer, LaneLoop loop, ClientConnection client, ReadOnlySpan<byte> backendHead, bool keepAlive)
    {
        var head = loop.ResponseHead;
        var endpoint = client.Exchange.Endpoint!;
        writer.Write("HTTP/1.1 "u8);
        writer.Write(head.Status);
        writer.Write(" "u8);
        writer.Write(head.Reason(backendHead));
        writer.Write("\r\n"u8);
        client.Exchange.Forwarding.WriteOwnFields(client.Exchange, ref writer);
        loop.Gate.WriteOwnFields(client.Exchange, head.NamesRequest, ref writer);
        foreach (var field in head.Fields)
        {
            if (IsDropped(field.Kind)) continue;
            var name = field.Name(backendHead);
            if (endpoint.Owns(name) || head.IsOfConnection(name, backendHead)) continue;
            writer.WriteField(name, field.Value(backendHead));
        }
        switch (head.Framing)
        {
            case BodyFraming.Chunked or BodyFraming.UntilClose:
                writer.Write("Transfer-Encoding: chunked\r\n"u8);
                break;
            case BodyFraming.Length:
            case BodyFraming.None when head.ContentLength >= 0 && head.Status is not (204 or 205):
                writer.Write("Content-Length: "u8);
                writer.Write(head.ContentLength);
                writer.Write("\r\n"u8);
                break;
            case BodyFraming.None when head.Status == 205:
                writer.Write("Content-Length: 0\r\n"u8);
                break;
        }
        if (!head.HasDate) writer.WriteField("Date"u8, loop.HttpDate());
        if (!keepAlive) writer.Write("Connection: close\r\n"u8);
        writer.Write("\r\n"u8);
    }

    private static bool IsDropped(KnownHeader kind) => kind is KnownHeader.Authorization or KnownHeader.Connection or KnownHeader.ContentLength
        or KnownHeader.Credential or KnownHeader.KeepAlive or KnownHeader.OllaOwn or KnownHeader.OllaSessionId or KnownHeader.ProxyHopByHop
        or KnownHeader.ServedBy or KnownHeader.SetCookie or KnownHeader.Te or KnownHeader.Trailer or KnownHeader.TransferEncoding or KnownHeader.Upgrade;
}
