using Olla.Proxy.Providers;

namespace Olla.Proxy.Http;

/// <summary>The routes that are forwarded: one subtree for any endpoint and one per provider prefix.</summary>
internal static class ProxyRoutes
{
    public const string Unscoped = "/olla/proxy/";

    /// <summary>Where the clients of OpenAI's look for a request's id: the backend's own name for it, else ours.</summary>
    public const string RequestIdHeader = "X-Request-ID";

    public static IEnumerable<Route> Of(IEnumerable<ProviderPrefix> prefixes, RequestHandler handler)
    {
        yield return new Route
        {
            Pattern = Unscoped,
            Class = RouteClass.Proxied,
            RequestIdHeader = RequestIdHeader,
            Handler = handler,
            ErrorFormatOf = static path => ErrorFormats.Of(null, path),
        };
        foreach (var (prefix, profile) in prefixes)
        {
            var type = profile.Name;
            yield return new Route
            {
                Pattern = $"/olla/{prefix}/",
                Class = RouteClass.Proxied,
                RequestIdHeader = RequestIdHeader,
                Handler = handler,
                ProviderScope = type,
                ScopeName = ProviderTypes.Normalise(prefix),
                ErrorFormatOf = path => ErrorFormats.Of(type, path),
            };
        }
    }
}
