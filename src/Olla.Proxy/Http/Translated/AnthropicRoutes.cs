using System.Text.Json;
using Olla.Proxy.Http.Limits;
using Olla.Proxy.Models.Listing;
using Olla.Proxy.Translation;

namespace Olla.Proxy.Http.Translated;

/// <summary>The routes of the Messages API, below <c>/olla/anthropic/</c>.</summary>
internal sealed class AnthropicRoutes(TranslatingHandler messages, ModelListing listing, DateTimeOffset startedAt, BodyIntake bodies)
{
    private const string Root = "/olla/anthropic/";
    private const string Models = Root + "v1/models";
    private static readonly IReadOnlyList<string> Post = ["POST"];

    public IEnumerable<Route> All()
    {
        yield return Of(Root + "v1/messages", Post, messages.HandleAsync);
        yield return Of(Root + "v1/messages/count_tokens", Post, Served(CountTokensAsync));
        yield return Of(Models, LocalRoutes.ReadOnly, Served(ListAsync));
        yield return Of(Models + "/", LocalRoutes.ReadOnly, Served(ShowAsync));
        yield return Of(Root, [], Served(scope => scope.FailAsync(StatusCodes.Status404NotFound, $"{scope.Target.Path} is not served here")));
    }

    private static Route Of(string pattern, IReadOnlyList<string> methods, RequestHandler handler) => new()
    {
        Pattern = pattern,
        Methods = methods,
        Handler = handler,
        Class = RouteClass.Proxied,
        RequestIdHeader = "request-id",
        ErrorFormatOf = static _ => ErrorFormat.Anthropic,
    };

    private static RequestHandler Served(RequestHandler handler) => scope =>
        scope.Generation.Options.Translators.Anthropic.Enabled
            ? handler(scope)
            : ErrorAnswer.WriteAsync(scope.Response, ErrorFormat.PlainText, StatusCodes.Status404NotFound, "404 page not found");

    private async Task CountTokensAsync(RequestScope scope)
    {
        using var body = new RequestBody();
        var limit = scope.Generation.Options.Translators.Anthropic.MaxMessageSize;
        if (await bodies.ReadAsync(scope, body, limit, static limit => $"request body exceeds maximum size of {limit} bytes"))
        {
            await CountTokensAsync(scope, body.Bytes);
        }
    }

    private static Task CountTokensAsync(RequestScope scope, ReadOnlyMemory<byte> body)
    {
        JsonDocument request;
        try
        {
            request = JsonDocument.Parse(body);
        }
        catch (JsonException problem)
        {
            return scope.FailAsync(StatusCodes.Status400BadRequest, $"failed to parse request: {problem.Message}");
        }

        using (request)
        {
            var root = request.RootElement;
            var shape = root.ValueKind != JsonValueKind.Object ? $"an object is wanted, got {root.ValueKind}" : AnthropicRequestShape.FindProblem(root);
            if (shape is not null)
            {
                return scope.FailAsync(StatusCodes.Status400BadRequest, $"failed to parse request: {shape}");
            }

            var tokens = TokenEstimate.Of(root);
            return JsonBody.WriteAsync(scope.Response, JsonBody.Bytes(json =>
            {
                json.WriteStartObject();
                json.WriteNumber("input_tokens"u8, tokens);
                json.WriteEndObject();
            }));
        }
    }

    private Task ListAsync(RequestScope scope) => listing.IsUnified
        ? JsonBody.WriteAsync(scope.Response, JsonBody.Bytes(json =>
            AnthropicModelListWriter.Write(json, listing.Select(new ModelListQuery()), startedAt)))
        : scope.FailAsync(StatusCodes.Status500InternalServerError, "models are not unified; set model_registry.enable_unifier to true");

    /// <summary>Everything behind the pattern is the name, so that names with a slash can be asked for, encoded or not.</summary>
    private Task ShowAsync(RequestScope scope)
    {
        var name = Uri.UnescapeDataString(scope.TargetPath[1..]);
        return listing.Find(name) is { } model
            ? JsonBody.WriteAsync(scope.Response, JsonBody.Bytes(json => AnthropicModelListWriter.WriteOne(json, model.ListedName, startedAt)))
            : scope.FailAsync(StatusCodes.Status404NotFound, $"model: {name}");
    }
}
