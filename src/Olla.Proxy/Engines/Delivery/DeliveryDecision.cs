using Olla.Configuration;

namespace Olla.Proxy.Engines.Delivery;

/// <summary>Chooses the delivery mode of an answer from the profile and from what the answer is.</summary>
internal static class DeliveryDecision
{
    private static readonly string[] StreamedTypes =
        ["text/event-stream", "application/x-ndjson", "application/ndjson", "application/stream+json", "application/json-seq", "text/plain; charset=utf-8"];

    private static readonly string[] BinaryPrefixes =
    [
        "image/", "video/", "audio/", "font/", "model/", "application/pdf", "application/zip", "application/gzip",
        "application/x-tar", "application/x-rar", "application/x-7z-compressed",
    ];

    private static readonly string[] BinaryTypes =
    [
        "application/octet-stream", "application/vnd.ms-excel", "application/vnd.openxmlformats-officedocument",
        "application/msword", "application/vnd.ms-powerpoint",
    ];

    /// <param name="profile">The configured profile.</param>
    /// <param name="contentType">The backend's content type, or null.</param>
    /// <param name="streamRequested">Whether the request asked for a stream.</param>
    /// <param name="contentLength">The declared length of the body in bytes, or null.</param>
    /// <param name="bufferSize">The stream buffer size in bytes.</param>
    public static DeliveryMode For(DeliveryProfile profile, string? contentType, bool streamRequested, long? contentLength, int bufferSize)
    {
        if (profile != DeliveryProfile.Auto)
        {
            return profile == DeliveryProfile.Standard ? DeliveryMode.Collecting : DeliveryMode.Streaming;
        }

        var type = contentType ?? "";
        if (ContainsAny(type, StreamedTypes) || streamRequested)
        {
            return DeliveryMode.Streaming;
        }

        if (StartsWithAny(type, BinaryPrefixes) || ContainsAny(type, BinaryTypes))
        {
            return DeliveryMode.Collecting;
        }

        // A small answer of known length goes out in one write.
        return contentLength <= bufferSize ? DeliveryMode.Collecting : DeliveryMode.Streaming;
    }

    private static bool ContainsAny(string type, string[] others)
    {
        foreach (var other in others)
        {
            if (type.Contains(other, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool StartsWithAny(string type, string[] prefixes)
    {
        foreach (var prefix in prefixes)
        {
            if (type.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
