using Olla.Configuration;

namespace Olla.Proxy.Http.Limits;

/// <summary>The policy on header and body size; the listener's own cap lies a little above it.</summary>
internal static class RequestSize
{
    /// <summary>How far the listener's header cap lies above the policy, in bytes: what lies between gets a proper answer.</summary>
    public const int ListenerSlack = 4096;

    /// <summary>413, 431, or zero when the request may come in.</summary>
    public static int Judge(HttpRequest request, string target, RequestLimitOptions limits)
    {
        var headersTooLarge = HeaderBytes(request, target) > limits.MaxHeaderSize;
        var bodyTooLarge = limits.MaxBodySize > 0 && request.ContentLength > limits.MaxBodySize;
        return (headersTooLarge, bodyTooLarge) switch
        {
            (_, true) => StatusCodes.Status413PayloadTooLarge,
            (true, _) => StatusCodes.Status431RequestHeaderFieldsTooLarge,
            _ => 0,
        };
    }

    /// <summary>Bytes of the request line and the header lines, without <c>Host</c>.</summary>
    internal static long HeaderBytes(HttpRequest request, string target)
    {
        long bytes = request.Method.Length + target.Length + request.Protocol.Length + 4;
        foreach (var header in request.Headers)
        {
            if (header.Key.Equals("Host", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            bytes += header.Key.Length;
            foreach (var value in header.Value)
            {
                bytes += (value?.Length ?? 0) + 4;
            }
        }

        return bytes;
    }
}
