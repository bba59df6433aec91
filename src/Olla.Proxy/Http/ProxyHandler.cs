using Olla.Proxy.Engines;
using Olla.Proxy.Http.Limits;
using Olla.Proxy.Providers;
using Olla.Proxy.Routing;
using Olla.Proxy.Statistics;

namespace Olla.Proxy.Http;

/// <summary>
/// Carries a proxied request from its body to its outcome:
/// <code>
/// client ──(1) body──► memory ──(2) where may it go──► router
///    ▲                                                   │ candidates
///    └──(4) error, if nothing was sent ◄── engine ◄──(3)─┘
/// </code>
/// </summary>
internal sealed class ProxyHandler(BodyIntake bodies, ProviderCatalog providers, TimeProvider time, RequestStatistics statistics)
{
    public async Task HandleAsync(RequestScope scope)
    {
        using var body = new RequestBody();
        if (!await bodies.ReadAsync(scope, body))
        {
            return;
        }

        var outcome = scope.HandOver?.Outcome
            ?? await scope.Generation.Router.RouteAsync(RoutingRequestOf(scope, body.Bytes), scope.Context.RequestAborted);
        scope.Model = outcome.Model;
        scope.Decision = outcome.Decision;
        if (outcome.RejectionStatus != 0)
        {
            await RejectAsync(scope, outcome);
            return;
        }

        await ForwardAsync(scope, outcome, body.Bytes);
    }

    /// <summary>What the router is to know of a request; <paramref name="apiPath"/> stands for an API that is ours and not a provider's.</summary>
    public static RoutingRequest RoutingRequestOf(RequestScope scope, ReadOnlyMemory<byte> body, string? apiPath = null) => new()
    {
        ProviderScope = scope.Route!.ProviderScope,
        ScopeName = scope.Route.ScopeName,
        TargetPath = apiPath ?? scope.TargetPath,
        IgnorePathProfiles = apiPath is not null,
        ContentType = scope.Request.ContentType,
        Body = body,
        SessionId = ValueOrNull(scope.Request.Headers["X-Olla-Session-ID"]),
        Authorization = ValueOrNull(scope.Request.Headers.Authorization),
        Peer = scope.Context.Connection.RemoteIpAddress,
    };

    private static string? ValueOrNull(Microsoft.Extensions.Primitives.StringValues values) => values.Count == 0 ? null : values.ToString();

    /// <summary>Tells the client that its request may go nowhere.</summary>
    public static Task RejectAsync(RequestScope scope, RoutingOutcome outcome)
    {
        foreach (var (name, value) in OwnHeaders(scope, outcome))
        {
            scope.Response.Headers[name] = value;
        }

        var reason = outcome.RejectionReason ?? "no healthy endpoints available";
        return scope.FailAsync(outcome.RejectionStatus, reason, outcome.Decision?.Reason);
    }

    private async Task ForwardAsync(RequestScope scope, RoutingOutcome outcome, ReadOnlyMemory<byte> body)
    {
        var exchange = new ProxyExchange
        {
            Client = scope.Context,
            TargetPath = scope.TargetPath,
            Query = scope.Target.Query,
            Body = body,
            BodyWasChunked = scope.Request.ContentLength is null && scope.Request.Headers.TransferEncoding.Count > 0,
            Candidates = outcome.Candidates,
            Balancer = outcome.Balancer,
            Model = outcome.Model,
            ModelByEndpoint = outcome.ModelByEndpoint,
            StreamRequested = outcome.StreamRequested,
            ResponseHeaders = OwnHeaders(scope, outcome),
            SelectionHeaders = outcome.SelectionHeaders,
            ArrivedAt = scope.ArrivedAt,
            Histograms = statistics.Histograms,
            Providers = providers,
        };
        var result = scope.HandOver?.Failure ?? await scope.Generation.Engine.ForwardAsync(exchange, scope.Context.RequestAborted);
        scope.Exchange = result;
        statistics.RequestEnded(RecordOf(outcome, result, time.GetElapsedTime(scope.ArrivedAt), scope.ClientAddress));
        if (!result.Committed)
        {
            await AnswerFailureAsync(scope, result);
        }
    }

    /// <summary>What is counted of a request that reached an engine.</summary>
    public static RequestRecord RecordOf(RoutingOutcome outcome, ExchangeResult result, TimeSpan duration, string client)
    {
        string? mapped = null;
        if (result.Endpoint is { } endpoint)
        {
            outcome.ModelByEndpoint?.TryGetValue(endpoint, out mapped);
        }

        return new RequestRecord
        {
            Endpoint = result.Endpoint?.Name,
            Model = mapped ?? outcome.Model,
            Status = result.StatusCode != 0 ? result.StatusCode : FailureStatusOf(result.Outcome),
            Succeeded = result.Outcome is ExchangeOutcome.Completed or ExchangeOutcome.ClientGone,
            ResponseBytes = result.ResponseBytes,
            Duration = duration,
            TimeToFirstByte = result.TimeToFirstByte,
            Metrics = result.Metrics,
            Client = client,
            Routing = outcome.Decision?.Action switch
            {
                null => ModelRouting.None,
                "fallback" => ModelRouting.Fallback,
                _ => ModelRouting.Hit,
            },
        };
    }

    /// <summary>The headers that every answer of this request carries, whoever writes it.</summary>
    public static KeyValuePair<string, string>[] OwnHeaders(RequestScope scope, RoutingOutcome outcome)
    {
        var id = KeyValuePair.Create("X-Olla-Request-ID", scope.RequestId);
        if (outcome.Decision is not { } decision)
        {
            return [id];
        }

        var strategy = KeyValuePair.Create("X-Olla-Routing-Strategy", decision.Strategy);
        var action = KeyValuePair.Create("X-Olla-Routing-Decision", decision.Action);
        return decision.Reason.Length == 0
            ? [id, strategy, action]
            : [id, strategy, action, KeyValuePair.Create("X-Olla-Routing-Reason", decision.Reason)];
    }

    /// <summary>Answers a request of which nothing was sent to the client yet; <paramref name="prefix"/> begins the message.</summary>
    public static Task AnswerFailureAsync(RequestScope scope, ExchangeResult result, string prefix = "Proxy error: ")
    {
        var detail = result.Error ?? "no further detail";
        switch (result.Outcome)
        {
            case ExchangeOutcome.Completed:
                return Task.CompletedTask;
            case ExchangeOutcome.ClientGone:
                scope.Context.Abort();
                return Task.CompletedTask;
            case ExchangeOutcome.Saturated:
                scope.Response.Headers.RetryAfter = "1";
                break;
        }

        return scope.FailAsync(FailureStatusOf(result.Outcome), result.Outcome switch
        {
            ExchangeOutcome.AllEndpointsFailed => prefix + "all endpoints failed with connection errors: " + detail,
            ExchangeOutcome.NoEndpointSelectable => prefix + "endpoint selection failed: " + detail,
            _ => prefix + detail,
        });
    }

    /// <summary>The status that a client gets, or is logged with, when no backend's was passed on.</summary>
    public static int FailureStatusOf(ExchangeOutcome outcome) => outcome switch
    {
        ExchangeOutcome.ClientGone => 499,
        ExchangeOutcome.TimedOut => StatusCodes.Status504GatewayTimeout,
        ExchangeOutcome.Saturated => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status502BadGateway,
    };
}
