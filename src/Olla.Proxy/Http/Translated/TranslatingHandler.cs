using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Olla.Proxy.Engines;
using Olla.Proxy.Http.Limits;
using Olla.Proxy.Providers;
using Olla.Proxy.Routing;
using Olla.Proxy.Statistics;
using Olla.Proxy.Translation;

namespace Olla.Proxy.Http.Translated;

/// <summary>
/// Carries a request of an API that not every backend speaks:
/// <code>
/// client ──(1) body──► memory ──(2) where may it go──► router ──(3) who gets it how──► plan
///    ▲                                                                                  │ as it is, or as chat completion
///    └──(5) answer, as it is or translated ◄── answer pipe ◄── engine ◄──(4)────────────┘
/// </code>
/// Fail-over, breakers, limits and statistics are those of every proxied request.
/// </summary>
internal sealed class TranslatingHandler(
    ITranslatedApi api, ProviderCatalog providers, TimeProvider time, RequestStatistics requests, TranslatorStatistics translators, BodyIntake bodies)
{
    public async Task HandleAsync(RequestScope scope)
    {
        if (!api.IsServed(scope.Generation.Options))
        {
            await ErrorAnswer.WriteAsync(scope.Response, ErrorFormat.PlainText, StatusCodes.Status404NotFound, "404 page not found");
            return;
        }

        var record = await AnswerAsync(scope);
        translators.RequestEnded(api.Name, record with { Duration = time.GetElapsedTime(scope.ArrivedAt) });
    }

    private async Task<TranslatorRecord> AnswerAsync(RequestScope scope)
    {
        // (1)
        using var body = new RequestBody();
        if (!await ReadAsync(scope, body))
        {
            return default;
        }

        if (api.FindProblem(body.Bytes.Span) is { } unfit)
        {
            await scope.FailAsync(StatusCodes.Status400BadRequest, unfit);
            return default;
        }

        // (2)
        var outcome = await scope.Generation.Router.RouteAsync(
            ProxyHandler.RoutingRequestOf(scope, body.Bytes, api.RoutingPath), scope.Context.RequestAborted);
        (scope.Model, scope.Decision) = (outcome.Model, outcome.Decision);
        if (outcome.RejectionStatus != 0)
        {
            await ProxyHandler.RejectAsync(scope, outcome);
            return new TranslatorRecord { Fallback = TranslatorFallback.NoCompatibleEndpoints };
        }

        if (!api.TryRead(body.Bytes, HasNative(scope, outcome), out var call, out var problem))
        {
            await scope.FailAsync(StatusCodes.Status400BadRequest, problem);
            return default;
        }

        using (call)
        {
            return await ForwardAsync(scope, outcome, call, body.Bytes) with { Streamed = call.Stream };
        }
    }

    private ValueTask<bool> ReadAsync(RequestScope scope, RequestBody body)
    {
        var own = api.BodyLimit(scope.Generation.Options);
        var general = scope.Generation.Options.Server.RequestLimits.MaxBodySize;
        var limit = (own, general) switch
        {
            ( <= 0, _) => general,
            (_, <= 0) => own,
            _ => Math.Min(own, general),
        };
        return bodies.ReadAsync(scope, body, limit, static limit => string.Create(
            CultureInfo.InvariantCulture, $"request body exceeds maximum size ({limit} bytes)"));
    }

    private bool HasNative(RequestScope scope, RoutingOutcome outcome)
    {
        foreach (var endpoint in outcome.Candidates.Span)
        {
            if (api.IsNative(providers.ProfileOf(endpoint.Type), scope.Generation.Options))
            {
                return true;
            }
        }

        return false;
    }

    // (3)
    private async Task<TranslatorRecord> ForwardAsync(RequestScope scope, RoutingOutcome outcome, ITranslatedCall call, ReadOnlyMemory<byte> body)
    {
        var plan = CallPlan.For(api, call, outcome.Candidates.Span, providers, scope.Generation.Options);
        if (plan.Candidates.IsEmpty)
        {
            await scope.FailAsync(StatusCodes.Status404NotFound, $"no healthy endpoints available for model: {outcome.Model}");
            return new TranslatorRecord { Fallback = TranslatorFallback.NoCompatibleEndpoints };
        }

        if (plan.IsNative)
        {
            scope.TranslatorMode = "passthrough";
            api.Inspect(scope)?.Requested(body);
            scope.Response.Headers["X-Olla-Mode"] = scope.TranslatorMode;
            var watched = new WatchedAnswer(scope, api);
            var asItIs = new BackendSide(scope.Context, watched);
            var head = scope.Context.Features.Get<IHttpResponseFeature>()!;
            var succeeded = await RunAsync(scope, outcome, plan, call, asItIs, asItIs.Context(head), watched, body, IsChunked(scope));
            return new TranslatorRecord { PassedThrough = true, Succeeded = succeeded };
        }

        scope.TranslatorMode = "translation";
        var chat = new ArrayBufferWriter<byte>(body.Length + 256);
        var record = new TranslatorRecord { Fallback = TranslatorFallback.CannotPassThrough };
        if (call.WriteChat(chat) is { } problem)
        {
            await scope.FailAsync(StatusCodes.Status400BadRequest, problem);
            return record;
        }

        var inspected = api.Inspect(scope);
        inspected?.Requested(body);
        var translatedHead = new TranslatedHead();
        var answer = new TranslatedAnswer(scope, call, translatedHead, inspected);
        var side = new BackendSide(scope.Context, answer);
        var context = side.Context(translatedHead.Feature, TranslatedFields(scope.Request.Headers));
        return record with { Succeeded = await RunAsync(scope, outcome, plan, call, side, context, answer, chat.WrittenMemory, isChunked: false) };
    }

    private static bool IsChunked(RequestScope scope) => scope.Request.ContentLength is null && scope.Request.Headers.TransferEncoding.Count > 0;

    /// <summary>The client's fields for a body that is ours now, and for an answer that we must be able to read.</summary>
    private static IHeaderDictionary TranslatedFields(IHeaderDictionary client)
    {
        IHeaderDictionary fields = new HeaderDictionary(client.Count);
        foreach (var (name, values) in client)
        {
            fields[name] = values;
        }

        fields.Remove("Content-Encoding");
        fields.ContentType = "application/json";
        fields.AcceptEncoding = "identity";
        return fields;
    }

    // (4) and (5)
    private async Task<bool> RunAsync(
        RequestScope scope, RoutingOutcome outcome, CallPlan plan, ITranslatedCall call, BackendSide side, HttpContext context,
        AnswerPipe answer, ReadOnlyMemory<byte> body, bool isChunked)
    {
        var exchange = new ProxyExchange
        {
            Client = context,
            TargetPath = plan.Path,
            PathByEndpoint = plan.PathByEndpoint,
            Query = scope.Target.Query,
            Body = body,
            BodyWasChunked = isChunked,
            Candidates = plan.Candidates,
            Balancer = outcome.Balancer,
            Model = outcome.Model,
            ModelByEndpoint = outcome.ModelByEndpoint,
            StreamRequested = call.Stream,
            ResponseHeaders = ProxyHandler.OwnHeaders(scope, outcome),
            SelectionHeaders = outcome.SelectionHeaders,
            Histograms = requests.Histograms,
            Providers = providers,
            ArrivedAt = scope.ArrivedAt,
        };
        var result = await scope.Generation.Engine.ForwardAsync(exchange, scope.Context.RequestAborted);
        var end = await EndAsync(scope, result, answer, side.IsAborted);
        scope.Exchange = end.Problem is null ? result : result with { Error = end.Problem };
        var record = ProxyHandler.RecordOf(outcome, result, time.GetElapsedTime(scope.ArrivedAt), scope.ClientAddress);
        // A backend's own error that was passed on is no failure of the proxy's, here as on every other route.
        requests.RequestEnded(end.Problem is null ? record : record with { Succeeded = false });
        return end.Succeeded;
    }

    private static async ValueTask<AnswerEnd> EndAsync(RequestScope scope, ExchangeResult result, AnswerPipe answer, bool isBroken)
    {
        if (result.Committed)
        {
            return await answer.FinishAsync(result, isBroken);
        }

        await ProxyHandler.AnswerFailureAsync(scope, result, GatewayErrors.PrefixFor(scope));
        return new AnswerEnd(result.Outcome == ExchangeOutcome.ClientGone);
    }
}
