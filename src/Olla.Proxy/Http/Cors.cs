using System.Globalization;
using Microsoft.Extensions.Primitives;
using Olla.Configuration;

namespace Olla.Proxy.Http;

/// <summary>The outermost layer when <c>server.cors.enabled</c>: answers preflights and marks answers that browsers may read.</summary>
internal sealed class Cors(CorsOptions options)
{
    private static readonly string[] OwnHeaders =
    [
        "X-Olla-Request-ID", "X-Olla-Endpoint", "X-Olla-Backend-Type", "X-Olla-Model", "X-Olla-Response-Time", "X-Olla-Routing-Strategy",
        "X-Olla-Routing-Decision", "X-Olla-Routing-Reason", "X-Olla-Mode", "X-Olla-Sticky-Session", "X-Olla-Sticky-Key-Source",
        "X-Olla-Session-ID",
    ];

    private static readonly string[] MethodsWhenEmpty = ["GET", "POST", "HEAD"];
    private static readonly string[] HeadersWhenEmpty = ["accept", "content-type", "x-requested-with"];

    private readonly string _exposed = string.Join(", ", options.ExposedHeaders.Count > 0 ? options.ExposedHeaders : OwnHeaders);
    private readonly IReadOnlyList<string> _methods = options.AllowedMethods.Count > 0 ? options.AllowedMethods : MethodsWhenEmpty;
    private readonly IReadOnlyList<string> _headers = options.AllowedHeaders.Count > 0 ? options.AllowedHeaders : HeadersWhenEmpty;
    private readonly bool _anyOrigin = options.AllowedOrigins.Contains("*");
    private readonly bool _anyHeader = options.AllowedHeaders.Contains("*");

    /// <summary>Adds the response headers; true when the request was a preflight and is answered.</summary>
    public bool Apply(HttpContext context)
    {
        var request = context.Request;
        var response = context.Response.Headers;
        var origin = request.Headers.Origin.ToString();
        var wanted = request.Headers.AccessControlRequestMethod.ToString();
        if (request.Method == "OPTIONS" && wanted.Length > 0)
        {
            Preflight(request, response, origin, wanted);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return true;
        }

        response.Vary = "Origin";
        if (IsAllowedOrigin(origin) && IsAllowedMethod(request.Method))
        {
            response.AccessControlAllowOrigin = _anyOrigin ? "*" : origin;
            response.AccessControlExposeHeaders = _exposed;
            AllowCredentials(response);
        }

        return false;
    }

    private void Preflight(HttpRequest request, IHeaderDictionary response, string origin, string method)
    {
        response.Vary = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";
        var headers = request.Headers.AccessControlRequestHeaders;
        if (!IsAllowedOrigin(origin) || !IsAllowedMethod(method) || !AreAllowedHeaders(headers))
        {
            return;
        }

        response.AccessControlAllowOrigin = _anyOrigin ? "*" : origin;
        response.AccessControlAllowMethods = method;
        if (headers.Count > 0)
        {
            response.AccessControlAllowHeaders = headers;
        }

        AllowCredentials(response);
        if (options.MaxAge > 0)
        {
            response.AccessControlMaxAge = options.MaxAge.ToString(CultureInfo.InvariantCulture);
        }
    }

    private void AllowCredentials(IHeaderDictionary response)
    {
        if (options.AllowCredentials)
        {
            response.AccessControlAllowCredentials = "true";
        }
    }

    private bool IsAllowedOrigin(string origin)
    {
        if (origin.Length == 0)
        {
            return false;
        }

        foreach (var allowed in options.AllowedOrigins)
        {
            if (Matches(allowed, origin))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Matches(string allowed, string origin)
    {
        var star = allowed.IndexOf('*');
        return star < 0
            ? allowed.Equals(origin, StringComparison.OrdinalIgnoreCase)
            : origin.Length >= allowed.Length - 1
                && origin.AsSpan().StartsWith(allowed.AsSpan(0, star), StringComparison.OrdinalIgnoreCase)
                && origin.AsSpan().EndsWith(allowed.AsSpan(star + 1), StringComparison.OrdinalIgnoreCase);
    }

    private bool IsAllowedMethod(string method) => method == "OPTIONS" || _methods.Contains(method, StringComparer.Ordinal);

    private bool AreAllowedHeaders(StringValues headers)
    {
        if (_anyHeader)
        {
            return true;
        }

        foreach (var line in headers)
        {
            foreach (var header in (line ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (!_headers.Contains(header, StringComparer.OrdinalIgnoreCase))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
