using Olla.Proxy.Models.Listing;
using Olla.Proxy.Models.Unification;
using Olla.Proxy.Providers;

namespace Olla.Proxy.Http;

/// <summary>Model lists that are answered here: <c>/olla/models</c>, single models, and the lists below provider prefixes.</summary>
/// <param name="listing">Chooses the models.</param>
/// <param name="inventory">Answers <c>/olla/models</c> while models are not unified.</param>
/// <param name="forward">Carries a request to a backend: a model that is not known here may be known there.</param>
/// <param name="time">Dates lists and ages.</param>
internal sealed class ModelPages(ModelListing listing, RequestHandler inventory, RequestHandler forward, TimeProvider time)
{
    private const string All = "/olla/models";
    private const string NotUnified = "models are not unified; set model_registry.enable_unifier to true";

    /// <summary>All routes, for the prefixes of <paramref name="providers"/>.</summary>
    public IEnumerable<Route> Routes(ProviderCatalog providers)
    {
        yield return LocalRoutes.Page(All, ListAsync);
        yield return LocalRoutes.Page(All + "/", ShowAsync);
        yield return ListRoute(ProxyRoutes.Unscoped + "v1/models", ProviderTypes.OpenAiCompatible, ListedShape.OpenAi);
        yield return OneRoute(ProxyRoutes.Unscoped[..^1], "/v1/models", null, ListedShape.OpenAi);
        foreach (var (prefix, profile) in providers.Prefixes)
        {
            foreach (var (path, shape) in NativeModelRoutes.ListsOf(profile))
            {
                yield return ListRoute($"/olla/{prefix}{path}", profile.Name, shape);
                if (shape != ListedShape.Ollama)
                {
                    yield return OneRoute($"/olla/{prefix}", path, profile.Name, shape);
                }
            }

            foreach (var (path, message) in NativeModelRoutes.RefusedBy(profile))
            {
                yield return new Route
                {
                    Pattern = $"/olla/{prefix}{path}",
                    Handler = scope => scope.FailAsync(StatusCodes.Status501NotImplemented, message),
                    IgnoresBody = true,
                    ErrorFormatOf = static _ => ErrorFormat.Ollama,
                };
            }
        }
    }

    private Route ListRoute(string pattern, string type, ListedShape shape) => new()
    {
        Pattern = pattern,
        Methods = LocalRoutes.ReadOnly,
        IgnoresBody = true,
        RequestIdHeader = ProxyRoutes.RequestIdHeader,
        Handler = scope => listing.IsUnified
            ? AnswerAsync(scope, shape, listing.SelectScope(type))
            : scope.FailAsync(StatusCodes.Status500InternalServerError, NotUnified),
        ErrorFormatOf = _ => shape == ListedShape.Ollama ? ErrorFormat.Ollama : ErrorFormat.OpenAI,
    };

    /// <summary>One model of a list, from what was discovered; whatever else is asked below the list goes to a backend.</summary>
    private Route OneRoute(string root, string path, string? type, ListedShape shape) => new()
    {
        Pattern = $"{root}{path}/",
        Class = RouteClass.Proxied,
        ProviderScope = type,
        RequestIdHeader = ProxyRoutes.RequestIdHeader,
        ErrorFormatOf = static _ => ErrorFormat.OpenAI,
        Handler = scope =>
        {
            var isRead = HttpMethods.IsGet(scope.Request.Method) || HttpMethods.IsHead(scope.Request.Method);
            if (isRead && listing.FindIn(type ?? ProviderTypes.OpenAiCompatible, Uri.UnescapeDataString(scope.TargetPath[1..])) is { } model)
            {
                return JsonBody.WriteAsync(scope.Response, JsonBody.Bytes(json => ModelListWriter.WriteOne(json, shape, model, time.GetUtcNow())));
            }

            scope.TargetPath = path + scope.TargetPath;
            return forward(scope);
        },
    };

    private Task ListAsync(RequestScope scope)
    {
        var query = ModelListQuery.Read(key => (string?)scope.Request.Query[key], out var error);
        return query is null
            ? scope.FailAsync(StatusCodes.Status400BadRequest, error!)
            : listing.IsUnified ? AnswerAsync(scope, query.Shape, listing.Select(query)) : inventory(scope);
    }

    /// <summary>Everything behind the pattern is the name, so that names with a slash can be asked for, encoded or not.</summary>
    private Task ShowAsync(RequestScope scope)
    {
        var name = Uri.UnescapeDataString(scope.TargetPath[1..]);
        if (name.Length == 0)
        {
            return scope.FailAsync(StatusCodes.Status400BadRequest, "Model id is missing; ask for /olla/models/{id}");
        }

        if (!listing.IsUnified)
        {
            return scope.FailAsync(StatusCodes.Status501NotImplemented, NotUnified);
        }

        return listing.Find(name) is { } model
            ? JsonBody.WriteAsync(scope.Response, JsonBody.Bytes(json =>
                ModelDetailWriter.Write(json, model, HumanText.Bytes(model.DiskSize), HumanText.Ago(model.LastSeen, time.GetUtcNow()))))
            : scope.FailAsync(StatusCodes.Status404NotFound, "Model not found");
    }

    private Task AnswerAsync(RequestScope scope, ListedShape shape, IEnumerable<UnifiedModel> models) =>
        JsonBody.WriteAsync(scope.Response, JsonBody.Bytes(json => ModelListWriter.Write(json, shape, models, time.GetUtcNow())));
}
