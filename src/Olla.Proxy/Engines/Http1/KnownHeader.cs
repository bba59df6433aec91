namespace Olla.Proxy.Engines.Http1;

/// <summary>Header fields that the relays treat in their own way; all others are copied.</summary>
internal enum KnownHeader : byte
{
    Other,
    Accept,
    Authorization,
    Connection,
    ContentEncoding,
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
internal static class KnownHeaders
{
    /// <summary>The kind of a header name, whatever its case.</summary>
    public static KnownHeader Recognise(ReadOnlySpan<byte> name)
    {
        // The length picks at most a handful of names; a comparison settles it.
        switch (name.Length)
        {
            case 2:
                return Is(name, "te"u8) ? KnownHeader.Te : KnownHeader.Other;
            case 3:
                return Is(name, "via"u8) ? KnownHeader.Via : KnownHeader.Other;
            case 4:
                if (Is(name, "host"u8))
                {
                    return KnownHeader.Host;
                }

                return Is(name, "date"u8) ? KnownHeader.Date : KnownHeader.Other;
            case 6:
                if (Is(name, "cookie"u8))
                {
                    return KnownHeader.Credential;
                }

                if (Is(name, "expect"u8))
                {
                    return KnownHeader.Expect;
                }

                if (Is(name, "accept"u8))
                {
                    return KnownHeader.Accept;
                }

                return Is(name, "origin"u8) ? KnownHeader.Origin : KnownHeader.Other;
            case 7:
                if (Is(name, "trailer"u8))
                {
                    return KnownHeader.Trailer;
                }

                if (Is(name, "upgrade"u8))
                {
                    return KnownHeader.Upgrade;
                }

                return Is(name, "x-model"u8) ? KnownHeader.Model : KnownHeader.Other;
            case 9:
                if (Is(name, "x-api-key"u8))
                {
                    return KnownHeader.Credential;
                }

                return Is(name, "x-real-ip"u8) ? KnownHeader.RealIp : KnownHeader.Other;
            case 10:
                if (Is(name, "connection"u8))
                {
                    return KnownHeader.Connection;
                }

                if (Is(name, "keep-alive"u8))
                {
                    return KnownHeader.KeepAlive;
                }

                return Is(name, "set-cookie"u8) ? KnownHeader.SetCookie : KnownHeader.Other;
            case 11:
                return Is(name, "x-served-by"u8) ? KnownHeader.ServedBy : Own(name);
            case 12:
                if (Is(name, "content-type"u8))
                {
                    return KnownHeader.ContentType;
                }

                if (Is(name, "x-auth-token"u8))
                {
                    return KnownHeader.Credential;
                }

                if (Is(name, "x-request-id"u8))
                {
                    return KnownHeader.RequestId;
                }

                return Is(name, "x-proxied-by"u8) ? KnownHeader.ProxiedBy : Own(name);
            case 13:
                return Is(name, "authorization"u8) ? KnownHeader.Authorization : Own(name);
            case 14:
                return Is(name, "content-length"u8) ? KnownHeader.ContentLength : Own(name);
            case 15:
                return Is(name, "x-forwarded-for"u8) ? KnownHeader.ForwardedFor : Own(name);
            case 16:
                if (Is(name, "content-encoding"u8))
                {
                    return KnownHeader.ContentEncoding;
                }

                if (Is(name, "x-forwarded-host"u8))
                {
                    return KnownHeader.ForwardedHost;
                }

                return Is(name, "proxy-connection"u8) ? KnownHeader.ProxyHopByHop : Own(name);
            case 17:
                if (Is(name, "transfer-encoding"u8))
                {
                    return KnownHeader.TransferEncoding;
                }

                if (Is(name, "x-olla-session-id"u8))
                {
                    return KnownHeader.OllaSessionId;
                }

                return Is(name, "x-forwarded-proto"u8) ? KnownHeader.ForwardedProto : Own(name);
            case 18:
                return Is(name, "proxy-authenticate"u8) ? KnownHeader.ProxyHopByHop : Own(name);
            case 19:
                return Is(name, "proxy-authorization"u8) ? KnownHeader.ProxyHopByHop : Own(name);
            default:
                return Own(name);
        }
    }

    private static KnownHeader Own(ReadOnlySpan<byte> name) =>
        name.Length > 7 && Is(name[..7], "x-olla-"u8) ? KnownHeader.OllaOwn : KnownHeader.Other;

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> lowerCase) =>
        System.Text.Ascii.EqualsIgnoreCase(name, lowerCase);
}
