using System.Diagnostics;
using Olla.Proxy.Engines;
using Olla.Proxy.Http.Lane;
using Olla.Proxy.Routing;
using Olla.Proxy.Statistics;

namespace Olla.Proxy.Http;

/// <summary>
/// One line per answered request, an entry of the dashboard's list, and a span where somebody collects them; query strings and header
/// values stay out of all three, since they may hold credentials.
/// </summary>
internal sealed partial class AccessLog(TimeProvider time, RecentRequests recent, RequestTelemetry telemetry, ILogger<AccessLog> logger)
{
    /// <summary>Writes the line of a request that has ended. <c>server.request_logging: false</c> leaves out those that went well.</summary>
    public void Write(RequestScope scope)
    {
        var status = StatusOf(scope);
        Remember(scope, status);
        if (telemetry.IsTracing && scope.Exchange is { } exchange)
        {
            telemetry.Trace(new RequestTrace(
                scope.Request.Method, scope.Target.Path, status, scope.Request.Headers.TraceParent, scope.ClientAddress, scope.RequestId,
                exchange.Endpoint?.Name, scope.Model, exchange.Error, exchange.Metrics, time.GetElapsedTime(scope.ArrivedAt), time.GetUtcNow()));
        }

        var level = status >= 500 ? LogLevel.Warning : LogLevel.Information;
        if (IsWritten(level, scope.Generation))
        {
            WriteLine(scope, status, level);
        }
    }

    /// <summary>Writes the line of a request that the fast lane served to its end.</summary>
    public void Write(LaneAdmission admission, ExchangeResult result, RoutingOutcome outcome, long arrivedAt)
    {
        var status = result.Committed ? result.StatusCode : ProxyHandler.FailureStatusOf(result.Outcome);
        var elapsed = time.GetElapsedTime(arrivedAt);
        recent.Add(EntryOf(result, outcome.Decision, outcome.Model) with
        {
            EndedAt = time.GetUtcNow(),
            RequestId = admission.RequestId,
            Method = admission.Method,
            Path = admission.Path,
            Status = status,
            Duration = elapsed,
        });
        if (telemetry.IsTracing)
        {
            telemetry.Trace(new RequestTrace(
                admission.Method, admission.Path, status, admission.TraceParent, admission.ClientAddress, admission.RequestId,
                result.Endpoint?.Name, outcome.Model, result.Error, result.Metrics, elapsed, time.GetUtcNow()));
        }

        var level = status >= 500 ? LogLevel.Warning : LogLevel.Information;
        if (!IsWritten(level, admission.Generation))
        {
            return;
        }

        Write(level, new AccessLine
        {
            Method = admission.Method,
            Path = admission.Path,
            Status = status,
            Duration = elapsed,
            Bytes = result.ResponseBytes,
            Client = admission.ClientAddress,
            RequestId = admission.RequestId,
            Exchange = result,
            Model = outcome.Model,
            Routing = outcome.Decision?.Reason,
            TraceId = TraceIdOf(admission.TraceParent),
        });
    }

    /// <summary>Whether the trace that a client's request belongs to will be asked for.</summary>
    public bool WantsTrace(Generation generation) => telemetry.IsTracing || IsWritten(LogLevel.Information, generation);

    /// <summary>Whether a line of this level is written under a configuration.</summary>
    public bool IsWritten(LogLevel level, Generation generation) =>
        (level > LogLevel.Information || generation.Options.Server.RequestLogging) && logger.IsEnabled(level);

    private void Remember(RequestScope scope, int status)
    {
        // Pages of our own are no traffic.
        if (scope is { Route.Class: RouteClass.Local, Exchange: null, Decision: null })
        {
            return;
        }

        recent.Add(EntryOf(scope.Exchange, scope.Decision, scope.Model) with
        {
            EndedAt = time.GetUtcNow(),
            RequestId = scope.RequestId,
            Method = scope.Request.Method,
            Path = scope.Target.Path,
            Status = status,
            Duration = time.GetElapsedTime(scope.ArrivedAt),
        });
    }

    private static RecentRequest EntryOf(ExchangeResult? exchange, RoutingDecision? decision, string? model) => new()
    {
        Endpoint = exchange?.Endpoint?.Name,
        Model = model,
        Strategy = decision?.Strategy,
        Decision = decision?.Action,
        Reason = decision?.Reason,
        Attempts = exchange?.Attempts ?? 0,
        FirstByte = exchange?.TimeToFirstByte,
        Metrics = exchange?.Metrics,
        Error = exchange?.Error,
    };

    private void WriteLine(RequestScope scope, int status, LogLevel level) => Write(level, new AccessLine
    {
        Method = scope.Request.Method,
        Path = scope.Target.Path,
        Status = status,
        Duration = time.GetElapsedTime(scope.ArrivedAt),
        Bytes = scope.Exchange?.ResponseBytes ?? scope.Response.ContentLength ?? 0,
        Client = scope.ClientAddress,
        RequestId = scope.RequestId,
        Exchange = scope.Exchange,
        Model = scope.Model,
        Routing = scope.Decision?.Reason,
        TraceId = TraceIdOf(scope.Request.Headers.TraceParent),
        TranslatorMode = scope.TranslatorMode,
    });

    private void Write(LogLevel level, AccessLine line)
    {
        logger.Log(level, new EventId(10, "Request"), line, null, static (state, _) => state.ToString());
        if (line.Exchange?.Metrics is { } metrics)
        {
            LogMetrics(
                logger, line.RequestId, metrics.PromptMs, metrics.GenerationMs, metrics.ModelLoadMs, metrics.TotalMs, metrics.FinishReason, metrics.IsComplete);
        }
    }

    /// <summary>The status the client saw; 499 for a client that left first, as web servers log it.</summary>
    private static int StatusOf(RequestScope scope) =>
        scope.Exchange is { Outcome: ExchangeOutcome.ClientGone, Committed: false } ? 499 : scope.Response.StatusCode;

    /// <summary>The trace id of a W3C <c>traceparent</c>, or null.</summary>
    private static string? TraceIdOf(string? traceParent) =>
        ActivityContext.TryParse(traceParent, null, out var context) ? context.TraceId.ToHexString() : null;

    [LoggerMessage(EventId = 11, Level = LogLevel.Debug, Message =
        "provider metrics request_id={RequestId} prompt_ms={PromptMs} generation_ms={GenerationMs} model_load_ms={ModelLoadMs} total_ms={TotalMs} finish_reason={FinishReason} is_complete={IsComplete}")]
    private static partial void LogMetrics(
        ILogger logger, string requestId, double? promptMs, double? generationMs, double? modelLoadMs, double? totalMs, string? finishReason, bool isComplete);
}
