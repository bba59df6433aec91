using System.Globalization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http.Features;
using Olla.Proxy.Http.Lane;
using Olla.Proxy.Http.Limits;
using Olla.Proxy.Statistics;

namespace Olla.Proxy.Http;

/// <summary>
/// What every request passes, outermost first: CORS, the route map, rate limits (proxied routes), size limits, request id and access
/// log, and then its route's handler.
/// </summary>
internal sealed partial class ProxyApplication(
    GenerationHolder generations,
    RequestIdentity identity,
    BodyIntake bodies,
    SecurityStatistics security,
    AccessLog accessLog,
    TimeProvider time,
    ILogger<ProxyApplication> logger) : IHttpApplication<RequestScope>
{
    public RequestScope CreateContext(IFeatureCollection contextFeatures)
    {
        var generation = generations.Enter();
        var scope = contextFeatures is IHostContextContainer<RequestScope> container
            ? container.HostContext ??= new RequestScope { Generation = generation }
            : new RequestScope { Generation = generation };
        scope.Generation = generation;
        scope.Begin(contextFeatures, time.GetTimestamp());
        return scope;
    }

    public void DisposeContext(RequestScope context, Exception? exception) => context.End();

    public async Task ProcessRequestAsync(RequestScope context)
    {
        try
        {
            await PassAsync(context);
        }
        catch (Exception exception) when (exception is not (BadHttpRequestException or OutOfMemoryException))
        {
            await ContainAsync(context, exception);
        }
        finally
        {
            await context.Generation.LeaveAsync();
        }
    }

    private async Task PassAsync(RequestScope scope)
    {
        if (scope.Generation.Cors?.Apply(scope.Context) == true)
        {
            return;
        }

        var match = scope.Generation.Routes.Match(scope.Target.Path);
        if (match.RedirectPath is { } redirect)
        {
            scope.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
            scope.Response.Headers.Location = redirect + scope.Target.Query;
            return;
        }

        if (match.Route is not { } route)
        {
            await scope.FailAsync(StatusCodes.Status404NotFound, "404 page not found");
            return;
        }

        (scope.Route, scope.TargetPath) = (route, match.TargetPath);
        if (route.RequestIdHeader is { } idHeader)
        {
            Name(scope);
            scope.Response.Headers[idHeader] = scope.RequestId;
        }

        var server = scope.Generation.Options.Server;
        scope.ClientAddress = ClientAddress.Of(scope.Context.Connection.RemoteIpAddress, scope.Request.Headers, server.RateLimits);
        if (route.Class == RouteClass.Proxied && !await PassRateLimitAsync(scope))
        {
            return;
        }

        if (RequestSize.Judge(scope.Request, scope.Target.Path, server.RequestLimits) is not 0 and var tooLarge)
        {
            security.RefuseSize();
            await scope.FailAsync(tooLarge, tooLarge == 413 ? BodyIntake.TooLarge : "Request headers too large");
            return;
        }

        if (scope.RequestId.Length == 0)
        {
            Name(scope);
        }

        await AnswerAsync(scope, route);
    }

    /// <summary>Whoever comes from the fast lane has its name from there.</summary>
    private void Name(RequestScope scope) =>
        scope.RequestId = (scope.HandOver?.Admission as LaneAdmission)?.RequestId ?? identity.For(scope.Request.Headers["X-Request-ID"]);

    private async ValueTask<bool> PassRateLimitAsync(RequestScope scope)
    {
        // Whoever comes from the fast lane has taken its token there.
        var verdict = (scope.HandOver?.Admission as LaneAdmission)?.Rate ?? scope.Generation.RateLimiter.Take(scope.ClientAddress);
        var headers = scope.Response.Headers;
        headers["X-RateLimit-Limit"] = Text(verdict.Limit);
        headers["X-RateLimit-Remaining"] = Text(verdict.Remaining);
        headers["X-RateLimit-Reset"] = Text(time.GetUtcNow().ToUnixTimeSeconds() + 60);
        if (verdict.Allowed)
        {
            return true;
        }

        security.RefuseRate(scope.ClientAddress);
        headers.RetryAfter = Text(verdict.RetryAfterSeconds);
        await scope.FailAsync(StatusCodes.Status429TooManyRequests, "Too Many Requests");
        return false;
    }

    private async Task AnswerAsync(RequestScope scope, Route route)
    {
        try
        {
            if (!Allows(route, scope.Request.Method))
            {
                scope.Response.Headers["X-Olla-Request-ID"] = scope.RequestId;
                scope.Response.Headers.Allow = AllowOf(route);
                await scope.FailAsync(StatusCodes.Status405MethodNotAllowed, "Method Not Allowed");
                return;
            }

            // A proxied answer's own headers travel with the exchange: the engine sets them with the backend's.
            scope.Response.Headers["X-Olla-Request-ID"] = scope.RequestId;
            await using var limit = WriteLimit(scope);
            if (!route.IgnoresBody || scope.Request.ContentLength is not null || await bodies.DrainAsync(scope))
            {
                await route.Handler(scope);
            }
        }
        finally
        {
            accessLog.Write(scope);
        }
    }

    /// <summary>With <c>server.write_timeout</c> an answer that takes longer is cut off, streams too; null without.</summary>
    private ITimer? WriteLimit(RequestScope scope) => scope.Generation.Options.Server.WriteTimeout is { Ticks: > 0 } timeout
        ? time.CreateTimer(static context => ((HttpContext)context!).Abort(), scope.Context, timeout, Timeout.InfiniteTimeSpan)
        : null;

    private static bool Allows(Route route, string method)
    {
        if (route.Methods.Count == 0)
        {
            return true;
        }

        foreach (var allowed in route.Methods)
        {
            if (allowed == method || (allowed == "GET" && method == "HEAD"))
            {
                return true;
            }
        }

        return false;
    }

    private static string AllowOf(Route route) =>
        string.Join(", ", route.Methods.SelectMany(method => method == "GET" ? ["GET", "HEAD"] : new[] { method }));

    private async Task ContainAsync(RequestScope scope, Exception exception)
    {
        if (exception is OperationCanceledException && scope.Context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        LogUnexpected(logger, exception, scope.Request.Method, scope.Target.Path, scope.RequestId);
        if (scope.Response.HasStarted)
        {
            scope.Context.Abort();
            return;
        }

        await scope.FailAsync(StatusCodes.Status500InternalServerError, "Internal Server Error");
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    [LoggerMessage(1, LogLevel.Error, "Request {RequestId} ({Method} {Path}) failed inside the proxy")]
    private static partial void LogUnexpected(ILogger logger, Exception exception, string method, string path, string requestId);
}
