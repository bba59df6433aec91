using Olla.Proxy.Providers;

namespace Olla.Proxy.Http;

/// <summary>The routes that are forwarded: one subtree for any endpoint and one per provider prefix.</summary>
internal static class ProxyRoutes
{
    public const string Unscoped = "/olla/proxy/";

    public static IEnumerable<Route> Of(IEnumerable<ProviderPrefix> prefixes, RequestHandler handler)
    {
        yield return new Route
        {
            Pattern = Unscoped,
            Class = RouteClass.Proxied,
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
                Handler = handler,
                ProviderScope = type,
                ScopeName = ProviderTypes.Normalise(prefix),
                ErrorFormatOf = path => ErrorFormats.Of(type, path),
            };
        }
    }
}
