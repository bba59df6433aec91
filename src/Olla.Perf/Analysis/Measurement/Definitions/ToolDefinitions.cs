using Olla.Perf.Load.Http;
using Olla.Perf.Results.Log;

namespace Olla.Perf.Analysis.Measurement.Definitions;

/// <summary>
/// TTFT, ITL and TPOT as four well-known benchmarks define them. They differ in where the clock starts, what the first token is, what the
/// last moment is, and whether gaps are pooled or averaged per request: the same log gives four different figures. Only completed requests
/// of the window count, as in all four tools.
/// </summary>
internal static class ToolDefinitions
{
    private const string VllmFunctions = "vllm-project/vllm, vllm/benchmarks/lib/endpoint_request_func.py (async_request_openai_chat_completions)";
    private const string VllmMetrics = "vllm-project/vllm, vllm/benchmarks/serve.py (calculate_metrics)";
    private const string GuideLlm = "vllm-project/guidellm, src/guidellm/schemas/request_stats.py (GenerativeRequestStats)";
    private const string AiPerf = "ai-dynamo/aiperf, docs/metrics-reference.md";
    private const string MlPerf = "mlcommons/inference, loadgen/logging.cc (RecordSampleCompletion: (latency - first token latency) / (tokens - 1)) and loadgen/results.cc (percentiles over samples); mlcommons/inference_policies, inference_rules.adoc (latency counts from when a query was scheduled)";

    public static IReadOnlyList<ToolDefinition> All { get; } =
    [
        new("vllm", "TTFT", "first data event (a role-only delta counts) - start", VllmFunctions, log => PerRequest(log, row => row.FirstEvent - Start(row))),
        new("vllm", "ITL", "every gap between data events from the first one on, pooled", VllmFunctions, VllmGaps),
        new("vllm", "TPOT", "(last data event - first data event) / (output tokens - 1), per request", VllmMetrics,
            log => PerToken(log, row => row.End - row.FirstEvent, excluded: 1)),
        new("guidellm", "TTFT", "first token - start", GuideLlm, log => PerRequest(log, row => row.FirstContent - Start(row))),
        new("guidellm", "ITL", "(last token - first token) / (output tokens - 1), per request", GuideLlm,
            log => PerToken(log, row => LastContent(log, row) - row.FirstContent, excluded: 1)),
        new("guidellm", "TPOT", "(last token - start) / output tokens, per request: the first token's time is in it", GuideLlm,
            log => PerToken(log, row => LastContent(log, row) - Start(row), excluded: 0)),
        new("aiperf", "TTFT", "first response with content - start", AiPerf, log => PerRequest(log, row => row.FirstContent - Start(row))),
        new("aiperf", "ITL", "(request latency - TTFT) / (output sequence length - 1), per request; the latency ends with the last content", AiPerf,
            log => PerToken(log, row => LastContent(log, row) - row.FirstContent, excluded: 1)),
        new("aiperf", "ICL", "every gap between responses with content, pooled", AiPerf, ContentGaps),
        new("mlperf", "TTFT", "first token - scheduled", MlPerf, log => PerRequest(log, row => row.FirstContent - row.Scheduled)),
        new("mlperf", "TPOT", "(sample latency - TTFT) / (output tokens - 1), both from the scheduled time, per request", MlPerf,
            log => PerToken(log, row => row.End - row.FirstContent, excluded: 1)),
    ];

    /// <summary>Names that <c>--definitions</c> takes.</summary>
    public static IReadOnlyList<string> Tools { get; } = [.. All.Select(definition => definition.Tool).Distinct()];

    private static IEnumerable<double> PerRequest(TrialLog log, Func<RequestRow, long> time) =>
        Counted(log).Select(row => LatencyMeasures.Milliseconds(time(row)));

    private static IEnumerable<double> PerToken(TrialLog log, Func<RequestRow, long> time, int excluded) =>
        from row in Counted(log)
        let tokens = Tokens(row) - excluded
        where tokens > 0
        select LatencyMeasures.Milliseconds(time(row)) / tokens;

    private static IEnumerable<double> ContentGaps(TrialLog log)
    {
        foreach (var row in Counted(log))
        {
            for (var index = row.FirstEventRow + 1; index < row.FirstEventRow + row.EventCount; index++)
            {
                yield return LatencyMeasures.Milliseconds(log.Events[index].Received - log.Events[index - 1].Received);
            }
        }
    }

    /// <summary>The log keeps the first and the last data event and all with content; what lies between others is no token's time.</summary>
    private static IEnumerable<double> VllmGaps(TrialLog log)
    {
        foreach (var row in Counted(log))
        {
            var previous = row.FirstEvent;
            for (var index = row.FirstEventRow; index < row.FirstEventRow + row.EventCount; index++)
            {
                // The first event is the tool's first token; it opens the first gap and closes none.
                if (index > row.FirstEventRow || row.FirstContent > row.FirstEvent)
                {
                    yield return LatencyMeasures.Milliseconds(log.Events[index].Received - previous);
                }

                previous = log.Events[index].Received;
            }
        }
    }

    private static IEnumerable<RequestRow> Counted(TrialLog log) =>
        log.Requests.Where(row => row is { Phase: >= 0, Outcome: Outcome.Completed, FirstContent: > 0, EventCount: > 0 });

    /// <summary>All these tools start the clock before a connection is made; ours stamps the sending apart.</summary>
    private static long Start(in RequestRow row) => row.NewConnection && row.Dispatched > 0 ? row.Dispatched : row.Sent;

    private static long LastContent(TrialLog log, in RequestRow row) => log.Events[row.FirstEventRow + row.EventCount - 1].Received;

    private static int Tokens(in RequestRow row) => row.ReportedTokens > 0 ? row.ReportedTokens : row.EventCount;
}
