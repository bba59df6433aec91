using System.IO.Compression;
using System.Text.Json;

namespace Olla.Proxy.Http.Status;

/// <summary>Writes a status document. Fields that change without anything having happened are left out when <see cref="IsDigest"/>.</summary>
/// <param name="Json">Where to write.</param>
/// <param name="Now">The moment of the snapshot.</param>
/// <param name="IsDigest">Whether this pass only makes the ETag.</param>
internal readonly record struct StatusWriter(Utf8JsonWriter Json, DateTimeOffset Now, bool IsDigest)
{
    /// <summary>A text that changes with the clock alone.</summary>
    public void Volatile(ReadOnlySpan<byte> name, string value)
    {
        if (!IsDigest)
        {
            Json.WriteString(name, value);
        }
    }

    /// <summary>A moment that changes with the clock alone; unset ones are left out.</summary>
    public void VolatileTime(ReadOnlySpan<byte> name, DateTimeOffset? moment)
    {
        if (!IsDigest && moment is not null)
        {
            Json.WriteString(name, HumanText.Time(moment));
        }
    }
}

/// <summary>Answers status routes with a weak ETag, 304 for what the client has already, and gzip.</summary>
internal static class ConditionalAnswer
{
    private const int LongestHeader = 1024;
    private const int SmallestGzip = 256;

    /// <summary>Calls <paramref name="write"/> for the digest and, unless the client has it already, for the document.</summary>
    public static Task WriteAsync(RequestScope scope, DateTimeOffset now, Action<StatusWriter> write)
    {
        var tag = TagOf(JsonBody.Bytes(json => write(new StatusWriter(json, now, IsDigest: true))));
        var headers = scope.Response.Headers;
        headers.ETag = tag;
        headers.CacheControl = "private, no-cache";
        headers.Append("Vary", "Accept-Encoding");
        if (HasAlready(scope.Request.Headers.IfNoneMatch.ToString(), tag))
        {
            scope.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        var body = JsonBody.Bytes(json => write(new StatusWriter(json, now, IsDigest: false)));
        if (body.Length < SmallestGzip || !AcceptsGzip(scope.Request.Headers.AcceptEncoding.ToString()))
        {
            return JsonBody.WriteAsync(scope.Response, body);
        }

        headers.ContentEncoding = "gzip";
        return JsonBody.WriteAsync(scope.Response, Compress(body));
    }

    private static byte[] Compress(byte[] body)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(body);
        }

        return compressed.ToArray();
    }

    private static string TagOf(byte[] digest)
    {
        var hash = 14_695_981_039_346_656_037ul;
        foreach (var b in digest)
        {
            hash = (hash ^ b) * 1_099_511_628_211ul;
        }

        return $"W/\"{EndpointId.Base36(hash)}\"";
    }

    /// <summary>Weak comparison against a list of tags, or <c>*</c>.</summary>
    internal static bool HasAlready(string ifNoneMatch, string tag)
    {
        if (ifNoneMatch.Length is 0 or > LongestHeader)
        {
            return false;
        }

        var wanted = tag.AsSpan(2);
        foreach (var part in ifNoneMatch.Split(',', StringSplitOptions.TrimEntries))
        {
            if (part == "*" || (part.StartsWith("W/", StringComparison.Ordinal) ? part.AsSpan(2) : part).SequenceEqual(wanted))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether <c>gzip</c>, or else <c>*</c>, is accepted with a weight above zero.</summary>
    internal static bool AcceptsGzip(string acceptEncoding)
    {
        if (acceptEncoding.Length > LongestHeader)
        {
            return false;
        }

        bool? gzip = null, any = null;
        foreach (var part in acceptEncoding.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = part.Split(';', StringSplitOptions.TrimEntries);
            if (fields[0].Equals("gzip", StringComparison.OrdinalIgnoreCase))
            {
                gzip = WeightIsPositive(fields);
            }
            else if (fields[0] == "*")
            {
                any = WeightIsPositive(fields);
            }
        }

        return gzip ?? any ?? false;
    }

    private static bool WeightIsPositive(string[] fields)
    {
        foreach (var field in fields.AsSpan(1))
        {
            if (field.StartsWith("q=", StringComparison.OrdinalIgnoreCase))
            {
                return double.TryParse(field.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture, out var weight) && weight > 0;
            }
        }

        return true;
    }
}
