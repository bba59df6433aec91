namespace Olla.Proxy.Engines.Olla.Lane;

/// <summary>Header fields that the lane treats in their own way; all others are copied.</summary>
internal enum LaneHeader : byte
{
    Other,
    Accept,
    Authorization,
    Connection,
    ContentLength,
    ContentType,
    Credential,
    Date,
    Expect,
    Host,
    KeepAlive,
    OllaOwn,
    OllaSessionId,
    Origin,
    ProxyHopByHop,
    Te,
    Trailer,
    TransferEncoding,
    Upgrade,
    Via,
    ForwardedFor,
    ForwardedHost,
    ForwardedProto,
    Model,
    ProxiedBy,
    RealIp,
    RequestId,
    SetCookie,
    ServedBy,
}

/// <summary>Recognises header names without a string.</summary>
internal static class LaneHeaders
{
    /// <summary>The kind of a header name, whatever its case.</summary>
    public static LaneHeader Recognise(ReadOnlySpan<byte> name)
    {
        // The length picks at most a handful of names; a comparison settles it.
        switch (name.Length)
        {
            case 2:
                return Is(name, "te"u8) ? LaneHeader.Te : LaneHeader.Other;
            case 3:
                return Is(name, "via"u8) ? LaneHeader.Via : LaneHeader.Other;
            case 4:
                if (Is(name, "host"u8)) return LaneHeader.Host;
                return Is(name, "date"u8) ? LaneHeader.Date : LaneHeader.Other;
            case 6:
                if (Is(name, "cookie"u8)) return LaneHeader.Credential;
                if (Is(name, "expect"u8)) return LaneHeader.Expect;
                if (Is(name, "accept"u8)) return LaneHeader.Accept;
                return Is(name, "origin"u8) ? LaneHeader.Origin : LaneHeader.Other;
            case 7:
                if (Is(name, "trailer"u8)) return LaneHeader.Trailer;
                if (Is(name, "upgrade"u8)) return LaneHeader.Upgrade;
                return Is(name, "x-model"u8) ? LaneHeader.Model : LaneHeader.Other;
            case 9:
                if (Is(name, "x-api-key"u8)) return LaneHeader.Credential;
                return Is(name, "x-real-ip"u8) ? LaneHeader.RealIp : LaneHeader.Other;
            case 10:
                if (Is(name, "connection"u8)) return LaneHeader.Connection;
                if (Is(name, "keep-alive"u8)) return LaneHeader.KeepAlive;
                return Is(name, "set-cookie"u8) ? LaneHeader.SetCookie : LaneHeader.Other;
            case 11:
                return Is(name, "x-served-by"u8) ? LaneHeader.ServedBy : Own(name);
            case 12:
                if (Is(name, "content-type"u8)) return LaneHeader.ContentType;
                if (Is(name, "x-auth-token"u8)) return LaneHeader.Credential;
                if (Is(name, "x-request-id"u8)) return LaneHeader.RequestId;
                return Is(name, "x-proxied-by"u8) ? LaneHeader.ProxiedBy : Own(name);
            case 13:
                return Is(name, "authorization"u8) ? LaneHeader.Authorization : Own(name);
            case 14:
                return Is(name, "content-length"u8) ? LaneHeader.ContentLength : Own(name);
            case 15:
                return Is(name, "x-forwarded-for"u8) ? LaneHeader.ForwardedFor : Own(name);
            case 16:
                if (Is(name, "x-forwarded-host"u8)) return LaneHeader.ForwardedHost;
                return Is(name, "proxy-connection"u8) ? LaneHeader.ProxyHopByHop : Own(name);
            case 17:
                if (Is(name, "transfer-encoding"u8)) return LaneHeader.TransferEncoding;
                if (Is(name, "x-olla-session-id"u8)) return LaneHeader.OllaSessionId;
                return Is(name, "x-forwarded-proto"u8) ? LaneHeader.ForwardedProto : Own(name);
            case 18:
                return Is(name, "proxy-authenticate"u8) ? LaneHeader.ProxyHopByHop : Own(name);
            case 19:
                return Is(name, "proxy-authorization"u8) ? LaneHeader.ProxyHopByHop : Own(name);
            default:
                return Own(name);
        }
    }

    private static LaneHeader Own(ReadOnlySpan<byte> name) =>
        name.Length > 7 && Is(name[..7], "x-olla-"u8) ? LaneHeader.OllaOwn : LaneHeader.Other;

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> lowerCase) =>
        System.Text.Ascii.EqualsIgnoreCase(name, lowerCase);
}
