namespace Olla.Perf.Results;

/// <summary>Which way is better.</summary>
internal enum MetricDirection { LowerIsBetter, HigherIsBetter, Informational }

/// <summary>A measured quantity: its name in files, its unit, and which way is better. Definitions: the measurement page.</summary>
internal sealed record Metric(string Name, string Title, string Unit, MetricDirection Direction)
{
    public static readonly Metric TtftP50 = new("ttft_p50_ms", "TTFT p50", "ms", MetricDirection.LowerIsBetter);
    public static readonly Metric TtftP90 = new("ttft_p90_ms", "TTFT p90", "ms", MetricDirection.LowerIsBetter);
    public static readonly Metric TtftP95 = new("ttft_p95_ms", "TTFT p95", "ms", MetricDirection.LowerIsBetter);
    public static readonly Metric TtftP99 = new("ttft_p99_ms", "TTFT p99", "ms", MetricDirection.LowerIsBetter);
    public static readonly Metric TtftP999 = new("ttft_p999_ms", "TTFT p99.9", "ms", MetricDirection.LowerIsBetter);
    public static readonly Metric TtftMaximum = new("ttft_max_ms", "TTFT max", "ms", MetricDirection.Informational);
    public static readonly Metric TtftMean = new("ttft_mean_ms", "TTFT mean", "ms", MetricDirection.LowerIsBetter);
    public static readonly Metric TtftUncorrectedP50 = new("ttft_uncorrected_p50_ms", "TTFT p50 from sent (uncorrected)", "ms", MetricDirection.Informational);
    public static readonly Metric TtftUncorrectedP99 = new("ttft_uncorrected_p99_ms", "TTFT p99 from sent (uncorrected)", "ms", MetricDirection.Informational);
    public static readonly Metric TtfbP50 = new("ttfb_p50_ms", "Time to first byte p50", "ms", MetricDirection.LowerIsBetter);
    public static readonly Metric TtfeP50 = new("ttfe_p50_ms", "Time to first event p50", "ms", MetricDirection.LowerIsBetter);
    public static readonly Metric ItlP50 = new("itl_p50_ms", "ITL p50", "ms", MetricDirection.LowerIsBetter);
    public static readonly Metric ItlP90 = new("itl_p90_ms", "ITL p90", "ms", MetricDirection.LowerIsBetter);
    public static readonly Metric ItlP99 = new("itl_p99_ms", "ITL p99", "ms", MetricDirection.LowerIsBetter);
    public static readonly Metric ItlMaximum = new("itl_max_ms", "ITL max", "ms", MetricDirection.Informational);
    public static readonly Metric TpotP50 = new("tpot_p50_ms", "TPOT p50", "ms", MetricDirection.LowerIsBetter);
    public static readonly Metric TpotP99 = new("tpot_p99_ms", "TPOT p99", "ms", MetricDirection.LowerIsBetter);
    public static readonly Metric E2eP50 = new("e2e_p50_ms", "E2E p50", "ms", MetricDirection.LowerIsBetter);
    public static readonly Metric E2eP90 = new("e2e_p90_ms", "E2E p90", "ms", MetricDirection.LowerIsBetter);
    public static readonly Metric E2eP99 = new("e2e_p99_ms", "E2E p99", "ms", MetricDirection.LowerIsBetter);
    public static readonly Metric TransitP50 = new("transit_p50_us", "Transit p50", "µs", MetricDirection.LowerIsBetter);
    public static readonly Metric TransitP90 = new("transit_p90_us", "Transit p90", "µs", MetricDirection.LowerIsBetter);
    public static readonly Metric TransitP99 = new("transit_p99_us", "Transit p99", "µs", MetricDirection.LowerIsBetter);
    public static readonly Metric TransitP999 = new("transit_p999_us", "Transit p99.9", "µs", MetricDirection.LowerIsBetter);
    public static readonly Metric TransitMaximum = new("transit_max_us", "Transit max", "µs", MetricDirection.Informational);
    public static readonly Metric EventsPerRead = new("events_per_read", "Events per client read", "1", MetricDirection.Informational);
    public static readonly Metric CoalescedShare = new("coalesced_share", "Events that came in a clump", "%", MetricDirection.LowerIsBetter);
    public static readonly Metric StallShare = new("stall_share", "Requests with a stall", "%", MetricDirection.LowerIsBetter);
    public static readonly Metric StallMaximum = new("stall_max_ratio", "Worst stall: gap over emission gap", "1", MetricDirection.Informational);
    public static readonly Metric IntegrityErrors = new("integrity_errors", "Lost, duplicated, reordered or truncated events", "count", MetricDirection.LowerIsBetter);
    public static readonly Metric LostEvents = new("lost_events", "Lost events", "count", MetricDirection.LowerIsBetter);
    public static readonly Metric DuplicatedEvents = new("duplicated_events", "Duplicated events", "count", MetricDirection.LowerIsBetter);
    public static readonly Metric ReorderedEvents = new("reordered_events", "Reordered events", "count", MetricDirection.LowerIsBetter);
    public static readonly Metric TruncatedStreams = new("truncated_streams", "Truncated streams", "count", MetricDirection.LowerIsBetter);
    public static readonly Metric CleanEndsThoughBroken = new("clean_ends_though_broken", "Streams that ended cleanly though broken", "count", MetricDirection.LowerIsBetter);
    public static readonly Metric FailedRequests = new("failed_requests", "Failed requests", "count", MetricDirection.LowerIsBetter);
    public static readonly Metric CompletedRequests = new("completed_requests", "Completed requests", "count", MetricDirection.Informational);
    public static readonly Metric RequestsPerSecond = new("requests_per_s", "Throughput", "1/s", MetricDirection.HigherIsBetter);
    public static readonly Metric EventsPerSecond = new("events_per_s", "Content events", "1/s", MetricDirection.HigherIsBetter);
    public static readonly Metric BytesPerSecond = new("bytes_per_s", "Bytes", "B/s", MetricDirection.HigherIsBetter);
    public static readonly Metric Goodput = new("goodput_per_s", "Goodput", "1/s", MetricDirection.HigherIsBetter);
    public static readonly Metric WithinLimits = new("within_limits_share", "Arrivals that were answered within the limits", "%", MetricDirection.Informational);
    public static readonly Metric NewConnections = new("new_connections", "Connections made by the client", "count", MetricDirection.Informational);
    public static readonly Metric CpuPerRequest = new("cpu_us_per_request", "CPU per request", "µs", MetricDirection.LowerIsBetter);
    public static readonly Metric CpuPerEvent = new("cpu_us_per_event", "CPU per event", "µs", MetricDirection.LowerIsBetter);
    public static readonly Metric CpuCores = new("cpu_cores", "CPU used", "cores", MetricDirection.LowerIsBetter);
    public static readonly Metric RssIdle = new("rss_idle_mb", "Memory idle", "MB", MetricDirection.LowerIsBetter);
    public static readonly Metric RssMean = new("rss_mean_mb", "Memory mean", "MB", MetricDirection.LowerIsBetter);
    public static readonly Metric RssPeak = new("rss_peak_mb", "Memory peak", "MB", MetricDirection.LowerIsBetter);
    public static readonly Metric Threads = new("threads", "Threads of the proxy", "count", MetricDirection.Informational);
    public static readonly Metric ContextSwitchesPerEvent = new("switches_per_event", "Context switches per event", "1", MetricDirection.LowerIsBetter);
    public static readonly Metric Sockets = new("sockets", "Open sockets of the proxy at the window's end", "count", MetricDirection.Informational);
    public static readonly Metric GcPause = new("gc_pause_ms", "GC pauses of the proxy", "ms", MetricDirection.LowerIsBetter);
    public static readonly Metric GcPauseMaximum = new("gc_pause_max_ms", "Longest GC pause of the proxy", "ms", MetricDirection.Informational);
    public static readonly Metric Collections = new("gc_collections", "Garbage collections of the proxy", "count", MetricDirection.Informational);
    public static readonly Metric AllocatedPerRequest = new("allocated_bytes_per_request", "Allocated per request", "B", MetricDirection.LowerIsBetter);
    public static readonly Metric JainIndex = new("jain_index", "Fairness over backends", "0..1", MetricDirection.Informational);
    public static readonly Metric LatenessP99 = new("lateness_p99_ms", "Arrival lateness p99 (instrument)", "ms", MetricDirection.Informational);
    public static readonly Metric LatenessP50 = new("lateness_p50_ms", "Arrival lateness p50 (instrument)", "ms", MetricDirection.Informational);
    public static readonly Metric LatenessP999 = new("lateness_p999_ms", "Arrival lateness p99.9 (instrument)", "ms", MetricDirection.Informational);
    public static readonly Metric PacingErrorP50 = new("pacing_error_p50_us", "Pacing error of the mock p50 (instrument)", "µs", MetricDirection.Informational);
    public static readonly Metric PacingErrorP99 = new("pacing_error_p99_us", "Pacing error of the mock p99 (instrument)", "µs", MetricDirection.Informational);
    public static readonly Metric PacingErrorP999 = new("pacing_error_p999_us", "Pacing error of the mock p99.9 (instrument)", "µs", MetricDirection.Informational);
    public static readonly Metric LatenessMaximum = new("lateness_max_ms", "Arrival lateness max (instrument)", "ms", MetricDirection.Informational);
    public static readonly Metric GeneratorCores = new("generator_cores", "CPU of the generator (instrument)", "cores", MetricDirection.Informational);
    public static readonly Metric GeneratorGcPause = new("generator_gc_pause_ms", "GC pauses of the generator (instrument)", "ms", MetricDirection.Informational);
    public static readonly Metric BackendCores = new("backend_cores", "CPU of the mock backends (instrument)", "cores", MetricDirection.Informational);
    public static readonly Metric OtherCores = new("other_cores", "CPU used by others (instrument)", "cores", MetricDirection.Informational);

    /// <summary>Every metric, in the order of reports.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        TtftP50, TtftP90, TtftP95, TtftP99, TtftP999, TtftMaximum, TtftMean, TtftUncorrectedP50, TtftUncorrectedP99, TtfbP50, TtfeP50,
        ItlP50, ItlP90, ItlP99, ItlMaximum, TpotP50, TpotP99, E2eP50, E2eP90, E2eP99, TransitP50, TransitP90, TransitP99, TransitP999,
        TransitMaximum, EventsPerRead, CoalescedShare, StallShare, StallMaximum, IntegrityErrors, LostEvents, DuplicatedEvents,
        ReorderedEvents, TruncatedStreams, CleanEndsThoughBroken, FailedRequests, CompletedRequests, RequestsPerSecond,
        EventsPerSecond, BytesPerSecond, Goodput, WithinLimits, NewConnections, CpuPerRequest, CpuPerEvent, CpuCores, RssIdle, RssMean, RssPeak,
        Threads, Sockets, ContextSwitchesPerEvent, GcPause, GcPauseMaximum, Collections, AllocatedPerRequest, JainIndex, LatenessP99, LatenessP50, LatenessP999, LatenessMaximum, PacingErrorP50, PacingErrorP99, PacingErrorP999, GeneratorCores, GeneratorGcPause,
        BackendCores, OtherCores,
    ];
}
