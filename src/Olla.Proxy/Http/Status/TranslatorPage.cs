using System.Text.Json;
using Olla.Proxy.Statistics;

namespace Olla.Proxy.Http.Status;

/// <summary><c>/internal/stats/translators</c>.</summary>
internal sealed class TranslatorPage(TranslatorStatistics translators, TimeProvider time)
{
    public Task HandleAsync(RequestScope scope)
    {
        var all = translators.All;
        var now = time.GetUtcNow();
        return JsonBody.WriteAsync(scope.Response, JsonBody.Bytes(json =>
        {
            json.WriteStartObject();
            json.WriteString("timestamp"u8, HumanText.Time(now));
            json.WriteStartArray("translators"u8);
            foreach (var translator in all)
            {
                Write(json, translator);
            }

            json.WriteEndArray();
            WriteSummary(json, all);
            json.WriteEndObject();
        }));
    }

    private static void Write(Utf8JsonWriter json, TranslatorTraffic traffic)
    {
        json.WriteStartObject();
        json.WriteString("translator_name"u8, traffic.Name);
        json.WriteNumber("total_requests"u8, traffic.Requests);
        json.WriteNumber("successful_requests"u8, traffic.Successes);
        json.WriteNumber("failed_requests"u8, traffic.Failures);
        json.WriteString("success_rate"u8, Share(traffic.Successes, traffic.Requests));
        json.WriteString("passthrough_rate"u8, Share(traffic.PassedThrough, traffic.Requests));
        json.WriteNumber("passthrough_requests"u8, traffic.PassedThrough);
        json.WriteNumber("translation_requests"u8, traffic.Translated);
        json.WriteNumber("streaming_requests"u8, traffic.Streamed);
        json.WriteNumber("non_streaming_requests"u8, traffic.NotStreamed);
        json.WriteNumber("fallback_no_compatible_endpoints"u8, traffic.NoCompatibleEndpoints);
        // Every translator here can pass through; the field stays for those who read it.
        json.WriteNumber("fallback_translator_does_not_support_passthrough"u8, 0);
        json.WriteNumber("fallback_cannot_passthrough"u8, traffic.CannotPassThrough);
        json.WriteString("average_latency"u8, HumanText.Latency(traffic.AverageLatency));
        json.WriteEndObject();
    }

    private static void WriteSummary(Utf8JsonWriter json, IReadOnlyList<TranslatorTraffic> all)
    {
        var requests = all.Sum(traffic => traffic.Requests);
        var passedThrough = all.Sum(traffic => traffic.PassedThrough);
        json.WriteStartObject("summary"u8);
        json.WriteNumber("total_translators"u8, all.Count);
        json.WriteNumber("active_translators"u8, all.Count(traffic => traffic.Requests > 0));
        json.WriteNumber("total_requests"u8, requests);
        json.WriteString("overall_success_rate"u8, Share(all.Sum(traffic => traffic.Successes), requests));
        json.WriteString("overall_passthrough_rate"u8, Share(passedThrough, requests));
        json.WriteNumber("total_passthrough"u8, passedThrough);
        json.WriteNumber("total_translations"u8, requests - passedThrough);
        json.WriteNumber("total_streaming"u8, all.Sum(traffic => traffic.Streamed));
        json.WriteNumber("total_non_streaming"u8, all.Sum(traffic => traffic.NotStreamed));
        json.WriteEndObject();
    }

    private static string Share(long part, long whole) => HumanText.Percent(whole == 0 ? 0 : 100.0 * part / whole);
}
