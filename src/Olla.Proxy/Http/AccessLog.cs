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
                exchange.Endpoint?.Name, scope.Model, exchange.Error, time.GetElapsedTime(scope.ArrivedAt), time.GetUtcNow()));
        }

        var level = status >= 500 ? LogLevel.Warning : LogLevel.Information;
        if (level == LogLevel.Information && !scope.Generation.Options.Server.RequestLogging)
        {
            return;
        }

        if (logger.IsEnabled(level))
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
                result.Endpoint?.Name, outcome.Model, result.Error, elapsed, time.GetUtcNow()));
        }

        var level = status >= 500 ? LogLevel.Warning : LogLevel.Information;
        if (!IsWritten(level, admission.Generation))
        {
            return;
        }

        var duration = (long)elapsed.TotalMilliseconds;
        var firstByte = result.TimeToFirstByte is { } first ? (long?)first.TotalMilliseconds : null;
        var traceId = TraceIdOf(admission.TraceParent);
        LogRequest(
            logger, level, admission.Method, admission.Path, status, duration, result.ResponseBytes, admission.ClientAddress,
            admission.RequestId, result.Endpoint?.Name, outcome.Model, firstByte, result.Attempts, outcome.Decision?.Reason, result.Error, traceId, null);
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
        Error = exchange?.Error,
    };

    private void WriteLine(RequestScope scope, int status, LogLevel level)
    {
        var exchange = scope.Exchange;
        var duration = (long)time.GetElapsedTime(scope.ArrivedAt).TotalMilliseconds;
        var bytes = exchange?.ResponseBytes ?? scope.Response.ContentLength ?? 0;
        var firstByte = exchange?.TimeToFirstByte is { } first ? (long?)first.TotalMilliseconds : null;
        var traceId = TraceIdOf(scope.Request.Headers.TraceParent);
        LogRequest(
            logger, level, scope.Request.Method, scope.Target.Path, status, duration, bytes, scope.ClientAddress, scope.RequestId,
            exchange?.Endpoint?.Name, scope.Model, firstByte, exchange?.Attempts, scope.Decision?.Reason, exchange?.Error, traceId, scope.TranslatorMode);
    }

    /// <summary>The status the client saw; 499 for a client that left first, as web servers log it.</summary>
    private static int StatusOf(RequestScope scope) =>
        scope.Exchange is { Outcome: ExchangeOutcome.ClientGone, Committed: false } ? 499 : scope.Response.StatusCode;

    /// <summary>The trace id of a W3C <c>traceparent</c>, or null.</summary>
    private static string? TraceIdOf(string? traceParent) =>
        ActivityContext.TryParse(traceParent, null, out var context) ? context.TraceId.ToHexString() : null;

    [LoggerMessage(EventId = 10, Message =
        "{Method} {Path} {Status} {DurationMs}ms {Bytes}B client={Client} request_id={RequestId} endpoint={Endpoint} model={Model} ttfb_ms={FirstByteMs} attempts={Attempts} routing={Routing} error={Error} trace_id={TraceId} translator_mode={TranslatorMode}")]
    private static partial void LogRequest(
        ILogger logger, LogLevel level, string method, string path, int status, long durationMs, long bytes, string client,
        string requestId, string? endpoint, string? model, long? firstByteMs, int? attempts, string? routing, string? error, string? traceId, string? translatorMode);
}
