using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Olla.MockBackends.Streaming;

/// <summary>
/// Where WireMock.Net's decision and our timing meet.
/// <code>
/// request ──(1)──► WireMock.Net ──(2)──► answer kept back ──(3)──► generation, event by event
///                                  └───► any other answer: passed through untouched
/// </code>
/// (1) The body is read once, for WireMock.Net and for us. (2) WireMock.Net matches, templates, delays and journals as ever. (3) If the
/// mapping has an <c>llm</c> section, its answer carries <see cref="Header"/>: the answer becomes the text of a generation.
/// </summary>
internal sealed class LlmMiddleware(MockBackend backend)
{
    /// <summary>The response header in which a mapping's <c>llm</c> section travels through WireMock.Net. It never leaves the backend.</summary>
    public const string Header = "X-Olla-Mock-Llm";

    /// <summary>Answers one request.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.StartsWithSegments("/__mock", StringComparison.Ordinal, out var rest))
        {
            await backend.Control.AnswerAsync(context, rest);
            return;
        }

        if (context.Request.Path.StartsWithSegments("/__admin", StringComparison.Ordinal))
        {
            await AdministerAsync(context, next);
            return;
        }

        var body = await ReadBodyAsync(context.Request, context.RequestAborted);
        if (backend.Decisions.TryRecall(context.Request, out var decision))
        {
            await GenerateAsync(context, decision, body);
            return;
        }

        var feature = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var capture = new AnswerCapture(context.Response, feature.Stream);
        context.Response.Body = capture;
        await next(context);
        context.Features.Set(feature);
        if (context.Response.HasStarted || !context.Response.Headers.Remove(Header, out var section))
        {
            return;
        }

        context.Response.ContentLength = null;
        decision = new Decision(section.ToString(), AnswerTemplate.Read(capture.Content), context.Response.StatusCode, [.. context.Response.Headers]);
        await GenerateAsync(context, backend.Decisions.Remember(context.Request, decision), body);
    }

    private async Task GenerateAsync(HttpContext context, Decision decision, ReadOnlyMemory<byte> body)
    {
        decision.Apply(context.Response);
        await new Generation(backend, context, decision.Section, GenerationCallReader.Read(body.Span, backend.Settings(decision.Section).CacheTokens > 0), decision.Template).RunAsync();
    }

    private async Task AdministerAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            backend.Decisions.Forget();
        }
    }

    // (1)
    private static async ValueTask<ReadOnlyMemory<byte>> ReadBodyAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength is 0 || (request.ContentLength is null && !request.Headers.ContainsKey("Transfer-Encoding")))
        {
            return default;
        }

        var body = new MemoryStream((int)Math.Min(request.ContentLength ?? 0, 1 << 20));
        await request.Body.CopyToAsync(body, cancellation);
        body.Position = 0;
        request.Body = body;
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
