using Olla.Proxy.Providers;

namespace Olla.Proxy.Http.Translated;

/// <summary>The Responses API below every prefix, beside that prefix's chat completions.</summary>
internal sealed class ResponsesRoutes(TranslatingHandler responses, ProxyHandler proxy)
{
    private const string Path = "/v1/responses";
    private const string ChatSuffix = "/chat/completions";

    public IEnumerable<Route> All(ProviderCatalog providers)
    {
        yield return Of(ProxyRoutes.Unscoped + Path[1..], Path, null);
        foreach (var (prefix, profile) in providers.Prefixes)
        {
            foreach (var path in PathsOf(profile))
            {
                yield return Of($"/olla/{prefix}{path}", path, profile.Name);
            }
        }
    }

    private static IEnumerable<string> PathsOf(ProviderProfile profile) => profile.Api.Paths
        .Where(path => path.EndsWith(ChatSuffix, StringComparison.Ordinal))
        .Select(path => path[..^ChatSuffix.Length] + "/responses")
        .Append(Path)
        .Distinct();

    /// <summary>Only the making of a response can be translated; other methods go to a backend as they are.</summary>
    private Route Of(string pattern, string path, string? scope) => new()
    {
        Pattern = pattern,
        Class = RouteClass.Proxied,
        ProviderScope = scope,
        RequestIdHeader = ProxyRoutes.RequestIdHeader,
        ErrorFormatOf = static _ => ErrorFormat.OpenAI,
        Handler = request =>
        {
            request.TargetPath = path;
            return HttpMethods.IsPost(request.Request.Method) ? responses.HandleAsync(request) : proxy.HandleAsync(request);
        },
    };
}
