using System.Globalization;
using Olla.Proxy.Engines.Http1;
using Olla.Proxy.Http.Limits;
using Olla.Proxy.Statistics;

namespace Olla.Proxy.Http;

/// <summary>Takes request bodies in up to their limit, and answers those that are too large or too slow in the words of their route.</summary>
internal sealed class BodyIntake(TimeProvider time, SecurityStatistics security)
{
    /// <summary>What a client is told of a body above the limit of all routes.</summary>
    public const string TooLarge = "Request body too large";

    /// <summary>What a client is told of a body whose end cannot be found.</summary>
    public const string Malformed = "Malformed request body: its chunked framing breaks the rules of HTTP/1.1";

    /// <summary>Reads a body that a backend is to get; false when the request is answered.</summary>
    public async ValueTask<bool> ReadAsync(RequestScope scope, RequestBody body)
    {
        var server = scope.Generation.Options.Server;
        var read = await body.ReadAsync(scope.Request, server.RequestLimits.MaxBodySize, server.ReadTimeout, time);
        return read == BodyRead.Whole || await RefuseAsync(scope, read, TooLarge, StatusCodes.Status502BadGateway, "Proxy error: ");
    }

    /// <summary>
    /// Reads a body with a limit of its own (zero for none), which <paramref name="tooLarge"/> explains; false when the request is answered.
    /// </summary>
    public async ValueTask<bool> ReadAsync(RequestScope scope, RequestBody body, long limit, Func<long, string> tooLarge)
    {
        var read = limit > 0 && scope.Request.ContentLength > limit
            ? BodyRead.TooLarge
            : await body.ReadAsync(scope.Request, limit, scope.Generation.Options.Server.ReadTimeout, time);
        return read == BodyRead.Whole || await RefuseAsync(scope, read, tooLarge(limit), StatusCodes.Status400BadRequest, "");
    }

    /// <summary>Reads a chunked body that nobody looks at, for its length is held to the limit as well; false when the request is answered.</summary>
    public async ValueTask<bool> DrainAsync(RequestScope scope)
    {
        var server = scope.Generation.Options.Server;
        var read = await RequestBody.DrainAsync(scope.Request, server.RequestLimits.MaxBodySize, server.ReadTimeout, time);
        return read == BodyRead.Whole || await RefuseAsync(scope, read, TooLarge, StatusCodes.Status408RequestTimeout, "");
    }

    /// <summary>Always false: the request is answered, or its client gone.</summary>
    private async ValueTask<bool> RefuseAsync(RequestScope scope, BodyRead read, string tooLarge, int slowStatus, string slowPrefix)
    {
        if (read == BodyRead.Broken)
        {
            scope.Context.Abort();
            return false;
        }

        // What is left of the body is not read, so the connection cannot serve another request.
        scope.Response.Headers.Connection = "close";
        if (read == BodyRead.Malformed)
        {
            // Where a body has no end that all readers see, no request begins behind it either.
            scope.Context.Features.Get<GuardedPipeReader>()?.End();
            await scope.FailAsync(StatusCodes.Status400BadRequest, Malformed);
            return false;
        }

        if (read == BodyRead.TooLarge)
        {
            security.RefuseSize();
            await scope.FailAsync(StatusCodes.Status413PayloadTooLarge, tooLarge);
            return false;
        }

        var limit = scope.Generation.Options.Server.ReadTimeout.TotalSeconds;
        await scope.FailAsync(slowStatus, string.Create(
            CultureInfo.InvariantCulture, $"{slowPrefix}the request body did not arrive within server.read_timeout ({limit:0.###}s)"));
        return false;
    }
}
