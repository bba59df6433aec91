using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Olla.MockBackends.Statistics;

namespace Olla.MockBackends.Hosting;

/// <summary>What a harness asks of a backend beside the traffic: <c>GET /__mock/stats</c>, <c>GET /__mock/faults</c>, <c>POST /__mock/reset</c>.</summary>
internal sealed class BackendControl(MockBackend backend)
{
    private const string Places = "GET /__mock/stats, GET /__mock/faults, POST /__mock/reset";

    /// <summary>Answers one request below <c>/__mock</c>.</summary>
    public async Task AnswerAsync(HttpContext context, PathString path)
    {
        switch (path.Value)
        {
            case "/stats" when HttpMethods.IsGet(context.Request.Method):
                await WriteStatisticsAsync(context);
                break;
            case "/faults" when HttpMethods.IsGet(context.Request.Method):
                await WriteFaultsAsync(context);
                break;
            case "/reset" when HttpMethods.IsPost(context.Request.Method):
                backend.Reset();
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                break;
            case "/stats" or "/faults" or "/reset":
                context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
                context.Response.Headers.Allow = path.Value == "/reset" ? "POST" : "GET";
                break;
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                await context.Response.WriteAsync($"There are: {Places}\n", context.RequestAborted);
                break;
        }
    }

    private async Task WriteStatisticsAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        var statistics = backend.Statistics;
        var usage = Environment.CpuUsage;
        json.WriteStartObject();
        json.WriteString("name", backend.Name);
        json.WriteNumber("served", statistics.Served);
        json.WriteNumber("active", statistics.Active);
        json.WriteNumber("peak", statistics.Peak);
        json.WriteNumber("queued", backend.Slots.Queued);
        json.WriteNumber("aborted", statistics.Aborted);
        json.WriteNumber("faulted", statistics.Faults);
        json.WriteNumber("refused", statistics.Refused);
        json.WriteNumber("events", statistics.Events);
        json.WriteNumber("prompt_tokens", statistics.PromptTokens);
        json.WriteNumber("cached_tokens", statistics.CachedTokens);
        json.WriteStartObject("pacing_error_us");
        WriteMicroseconds(json, "p50", statistics.PacingError.Quantile(0.5));
        WriteMicroseconds(json, "p99", statistics.PacingError.Quantile(0.99));
        WriteMicroseconds(json, "p999", statistics.PacingError.Quantile(0.999));
        WriteMicroseconds(json, "max", statistics.PacingError.Maximum);
        json.WriteEndObject();
        json.WriteStartObject("process");
        json.WriteNumber("cpu_user_ms", (long)usage.UserTime.TotalMilliseconds);
        json.WriteNumber("cpu_system_ms", (long)usage.PrivilegedTime.TotalMilliseconds);
        json.WriteNumber("resident_bytes", Environment.WorkingSet);
        json.WriteNumber("gc_collections", GC.CollectionCount(0));
        json.WriteNumber("gc_pause_ms", GC.GetTotalPauseDuration().TotalMilliseconds);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private async Task WriteFaultsAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartArray();
        foreach (var hit in backend.Faults.Hits)
        {
            json.WriteStartObject();
            json.WriteNumber("request", hit.Request);
            json.WriteNumber("at_ms", Math.Round(hit.Milliseconds, 3));
            json.WriteString("fault", hit.Fault);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteMicroseconds(Utf8JsonWriter json, string name, long nanoseconds) =>
        json.WriteNumber(name, Math.Round(nanoseconds / 1000.0, 1));
}
