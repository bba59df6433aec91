using System.Globalization;
using Microsoft.Net.Http.Headers;
using Olla.Proxy.Http.Status;

namespace Olla.Proxy.Http.Dashboard;

/// <summary>Serves <c>/internal/ui</c> and all below it: access first, then the page, its files, or the feed.</summary>
internal sealed class DashboardRoutes(DashboardAssets assets, DashboardFeed feed, DateTimeOffset startedAt)
{
    public const string Root = "/internal/ui/";
    private const string FeedPath = "/feed";
    private const string ContentPolicy =
        "default-src 'self'; script-src 'self'; font-src 'self'; connect-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    // HTTP dates have no fractions.
    private readonly DateTimeOffset _modified = startedAt.AddTicks(-(startedAt.Ticks % TimeSpan.TicksPerSecond));

    /// <summary>Methods are judged here, since even that answer carries the security headers.</summary>
    public IEnumerable<Route> Routes() =>
    [
        new Route { Pattern = Root.TrimEnd('/'), Handler = scope => HandleAsync(scope, null) },
        new Route { Pattern = Root, Handler = scope => HandleAsync(scope, scope.TargetPath) },
    ];

    private Task HandleAsync(RequestScope scope, string? path)
    {
        var options = scope.Generation.Options.Dashboard;
        if (!options.Enabled)
        {
            return scope.FailAsync(StatusCodes.Status404NotFound, "404 page not found");
        }

        WriteSecurityHeaders(scope.Response.Headers);
        if (DashboardAccess.Refusal(options, scope.Context.Connection.RemoteIpAddress, scope.Request.Headers.Host.ToString()) is { } refusal)
        {
            return scope.FailAsync(StatusCodes.Status403Forbidden, refusal);
        }

        if (assets.Find(DashboardAssets.Index) is not { } index)
        {
            return scope.FailAsync(StatusCodes.Status503ServiceUnavailable, "The dashboard's files are missing from this build");
        }

        if (!HttpMethods.IsGet(scope.Request.Method) && !HttpMethods.IsHead(scope.Request.Method))
        {
            scope.Response.Headers.Allow = "GET, HEAD";
            return scope.FailAsync(StatusCodes.Status405MethodNotAllowed, "Method Not Allowed");
        }

        return path switch
        {
            null => RedirectAsync(scope),
            FeedPath => feed.ServeAsync(scope),
            _ => ServeAsync(scope, path.TrimStart('/'), index),
        };
    }

    private static void WriteSecurityHeaders(IHeaderDictionary headers)
    {
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers.ContentSecurityPolicy = ContentPolicy;
    }

    private static Task RedirectAsync(RequestScope scope)
    {
        scope.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        scope.Response.Headers.Location = Root + scope.Target.Query;
        return Task.CompletedTask;
    }

    private Task ServeAsync(RequestScope scope, string name, DashboardAsset index)
    {
        var isFile = name.StartsWith("assets/", StringComparison.Ordinal) || Path.HasExtension(name);
        var asset = assets.Find(name) ?? (isFile ? null : index);
        return asset is null
            ? scope.FailAsync(StatusCodes.Status404NotFound, "404 page not found")
            : SendAsync(scope, asset);
    }

    private Task SendAsync(RequestScope scope, DashboardAsset asset)
    {
        var headers = scope.Response.Headers;
        var range = RangeOf(scope.Request, asset);
        var compressed = range is null && ConditionalAnswer.AcceptsGzip(scope.Request.Headers.AcceptEncoding.ToString()) ? asset.Compressed : null;
        var tag = compressed is null ? asset.Tag : asset.CompressedTag;
        headers.ETag = tag;
        headers.LastModified = _modified.ToString("R", CultureInfo.InvariantCulture);
        headers.AcceptRanges = "bytes";
        headers.Vary = "Accept-Encoding";
        headers.CacheControl = asset switch
        {
            { IsHashed: true } => "public, max-age=31536000, immutable",
            { Name: DashboardAssets.Index } => "no-cache",
            _ => "public, max-age=3600",
        };
        if (HasAlready(scope.Request.Headers, asset))
        {
            scope.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        scope.Response.ContentType = asset.ContentType;
        return range switch
        {
            null => BodyAsync(scope.Response, compressed ?? asset.Body, compressed is null ? null : "gzip"),
            (var first, var length) when length > 0 => PartAsync(scope.Response, asset, first, length),
            _ => UnsatisfiableAsync(scope.Response, asset),
        };
    }

    private bool HasAlready(IHeaderDictionary request, DashboardAsset asset)
    {
        var known = request.IfNoneMatch.ToString();
        if (known.Length > 0)
        {
            return ConditionalAnswer.HasAlready(known, "W/" + asset.Tag) || ConditionalAnswer.HasAlready(known, "W/" + asset.CompressedTag);
        }

        return HeaderUtilities.TryParseDate(request.IfModifiedSince.ToString(), out var since) && _modified <= since;
    }

    /// <summary>The first byte and the length that are asked for; a length of zero for what lies outside, null for the whole.</summary>
    private static (long First, long Length)? RangeOf(HttpRequest request, DashboardAsset asset)
    {
        // Several ranges, or a condition on another version: the whole is always a right answer.
        var condition = request.Headers.IfRange.ToString();
        if (!RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var range) || range.Unit != "bytes" || range.Ranges.Count != 1
            || (condition.Length > 0 && condition != asset.Tag))
        {
            return null;
        }

        var (total, wanted) = ((long)asset.Body.Length, range.Ranges.First());
        var first = wanted.From ?? Math.Max(0, total - wanted.To!.Value);
        var last = wanted.From is null ? total - 1 : Math.Min(wanted.To ?? long.MaxValue, total - 1);
        return (first, Math.Max(0, last - first + 1));
    }

    private static Task PartAsync(HttpResponse response, DashboardAsset asset, long first, long length)
    {
        response.StatusCode = StatusCodes.Status206PartialContent;
        response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {first}-{first + length - 1}/{asset.Body.Length}");
        return BodyAsync(response, asset.Body.AsMemory((int)first, (int)length), null);
    }

    private static Task UnsatisfiableAsync(HttpResponse response, DashboardAsset asset)
    {
        response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
        response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{asset.Body.Length}");
        return Task.CompletedTask;
    }

    private static Task BodyAsync(HttpResponse response, ReadOnlyMemory<byte> body, string? encoding)
    {
        if (encoding is not null)
        {
            response.Headers.ContentEncoding = encoding;
        }

        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body).AsTask();
    }
}
