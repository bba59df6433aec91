using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Olla.Proxy.Statistics;

/// <summary>What the process tells an exporter of telemetry. As long as nobody listens it costs two comparisons a request.</summary>
internal sealed class RequestTelemetry : IDisposable
{
    /// <summary>Name of the meter and of the source of spans.</summary>
    public const string Name = "Olla.Proxy";

    private readonly ActivitySource _spans = new(Name);
    private readonly Meter _meter = new(Name);
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _firstByte;
    private readonly Histogram<double> _interChunk;
    private readonly Counter<long> _tokens;

    public RequestTelemetry()
    {
        _duration = _meter.CreateHistogram<double>("olla.request.duration", "s", "Arrival to the last body byte, or to the failure");
        _firstByte = _meter.CreateHistogram<double>("olla.time_to_first_byte", "s", "Arrival to the first body byte");
        _interChunk = _meter.CreateHistogram<double>("olla.inter_chunk", "s", "Between one piece of an answer and the next");
        _tokens = _meter.CreateCounter<long>("olla.tokens", "{token}", "Tokens that answers told");
    }

    /// <summary>Whether somebody wants a span of each request.</summary>
    public bool IsTracing => _spans.HasListeners();

    /// <summary>Publishes counters that are kept anyway; they are read when an export is due.</summary>
    public void Publish(RequestStatistics requests, SecurityStatistics security, Func<IEnumerable<Endpoint>> endpoints)
    {
        _meter.CreateObservableCounter("olla.requests", () => requests.Requests, "{request}", "Client requests that reached an engine");
        _meter.CreateObservableCounter("olla.failures", () => requests.Failures, "{request}", "Those of them that failed");
        _meter.CreateObservableCounter("olla.traffic", () => requests.Bytes, "By", "Body bytes of answers that succeeded");
        _meter.CreateObservableCounter(
            "olla.security.violations", () => security.RateViolations + security.SizeViolations, "{request}", "Requests turned away by limits");
        _meter.CreateObservableGauge(
            "olla.endpoint.up", () => endpoints().Select(static endpoint => Of(endpoint, endpoint.State.Status == Endpoints.EndpointStatus.Healthy ? 1 : 0)),
            null, "1 while the endpoint is healthy");
        _meter.CreateObservableUpDownCounter(
            "olla.endpoint.connections", () => endpoints().Select(static endpoint => Of(endpoint, endpoint.State.ActiveConnections)),
            "{attempt}", "Attempts in flight");
    }

    /// <summary>Where the gaps within the answers of one series are told.</summary>
    public ExportedSeries InterChunkOf(HistogramLabels labels) => new(_interChunk, labels);

    public void RequestEnded(in RequestRecord record)
    {
        if (record.Metrics is { } metrics && _tokens.Enabled)
        {
            _tokens.Add(metrics.InputTokens ?? 0, TokenTags(record, "input"));
            _tokens.Add(metrics.OutputTokens ?? 0, TokenTags(record, "output"));
        }

        if (!_duration.Enabled && !_firstByte.Enabled)
        {
            return;
        }

        var tags = new HistogramLabels(record.Endpoint ?? "", record.Model ?? "", record.Status).ToTags();
        _duration.Record(record.Duration.TotalSeconds, tags);
        if (record.TimeToFirstByte is { } first)
        {
            _firstByte.Record(first.TotalSeconds, tags);
        }
    }

    /// <summary>Writes the span of a request that has ended just now.</summary>
    public void Trace(in RequestTrace request)
    {
        if (!IsTracing)
        {
            return;
        }

        _ = ActivityContext.TryParse(request.TraceParent, null, isRemote: true, out var caller);
        using var span = _spans.StartActivity(
            $"{request.Method} {request.Path}", ActivityKind.Server, caller, null, null, request.EndedAt - request.Duration);
        if (span is null)
        {
            return;
        }

        span.SetTag("http.request.method", request.Method).SetTag("url.path", request.Path).SetTag("http.response.status_code", request.Status)
            .SetTag("client.address", request.Client).SetTag("olla.request_id", request.RequestId).SetTag("olla.endpoint", request.Endpoint)
            .SetTag("gen_ai.request.model", request.Model).SetTag("gen_ai.usage.input_tokens", request.Metrics?.InputTokens)
            .SetTag("gen_ai.usage.output_tokens", request.Metrics?.OutputTokens);
        if (request.Status >= 500 || request.Error is not null)
        {
            span.SetStatus(ActivityStatusCode.Error, request.Error);
        }

        span.SetEndTime(request.EndedAt.UtcDateTime);
    }

    public void Dispose()
    {
        _spans.Dispose();
        _meter.Dispose();
    }

    private static TagList TokenTags(in RequestRecord record, string direction) =>
        new() { { "endpoint", record.Endpoint ?? "" }, { "model", record.Model ?? "" }, { "direction", direction } };

    private static Measurement<int> Of(Endpoint endpoint, int value) => new(value, new KeyValuePair<string, object?>("endpoint", endpoint.Name));
}

/// <summary>What the span of a request says.</summary>
/// <param name="Method">Of the client's request.</param>
/// <param name="Path">Raw, without the query, which may hold credentials.</param>
/// <param name="Status">The client saw it.</param>
/// <param name="TraceParent">W3C header of the client, or null.</param>
/// <param name="Client">Its address, as the trust settings see it.</param>
/// <param name="RequestId">As in <c>X-Olla-Request-ID</c>.</param>
/// <param name="Endpoint">Which answered or was tried last, or null.</param>
/// <param name="Model">Of the request, or null.</param>
/// <param name="Error">What went wrong, or null.</param>
/// <param name="Metrics">What the answer told of tokens, or null.</param>
/// <param name="Duration">Arrival to the end.</param>
/// <param name="EndedAt">When that was.</param>
internal readonly record struct RequestTrace(
    string Method, string Path, int Status, string? TraceParent, string Client, string RequestId, string? Endpoint, string? Model, string? Error,
    ProviderMetrics? Metrics, TimeSpan Duration, DateTimeOffset EndedAt);
