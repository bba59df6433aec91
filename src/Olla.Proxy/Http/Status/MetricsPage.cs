using Olla.Proxy.Endpoints;
using Olla.Proxy.Statistics;

namespace Olla.Proxy.Http.Status;

/// <summary><c>/internal/metrics</c> for Prometheus.</summary>
internal sealed class MetricsPage(
    EndpointRegistry endpoints,
    RequestStatistics requests,
    AttemptStatistics attempts,
    SecurityStatistics security,
    IModelCensus models,
    ProductInfo product,
    DateTimeOffset startedAt,
    TimeProvider time)
{
    private const string Counter = "counter";
    private const string Gauge = "gauge";

    public Task HandleAsync(RequestScope scope)
    {
        var body = Text(scope.Generation).ToBytes();
        scope.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        scope.Response.ContentLength = body.Length;
        return scope.Response.Body.WriteAsync(body).AsTask();
    }

    private PrometheusText Text(Generation generation)
    {
        var text = new PrometheusText();
        var snapshot = SystemSnapshot.Take(endpoints, requests, attempts, models);
        WriteSystem(text, generation, snapshot);
        WriteSecurity(text);
        WriteEndpoints(text, snapshot.Endpoints);
        WriteModels(text, requests.Models.Snapshot());
        WriteHistogram(text, "olla_time_to_first_byte_seconds", "Arrival to the first body byte", requests.Histograms.TimeToFirstByte);
        WriteHistogram(text, "olla_inter_chunk_seconds", "Between one piece of an answer and the next", requests.Histograms.InterChunk);
        WriteHistogram(text, "olla_tokens_per_second", "Answer tokens a second, as the backend tells them or else as they came", requests.Histograms.TokensPerSecond);
        WriteHistogram(text, "olla_request_duration_seconds", "Arrival to the last body byte, or to the failure", requests.Histograms.Duration);
        return text;
    }

    private void WriteSystem(PrometheusText text, Generation generation, SystemSnapshot snapshot)
    {
        var proxy = generation.Options.Proxy;
        text.Announce("olla_info", Gauge, "Build and configuration");
        text.Sample(
            "olla_info", 1, ("version", product.Version), ("commit", product.Commit), ("engine", ConfiguredNames.Of(proxy.Engine)),
            ("profile", ConfiguredNames.Of(proxy.Profile)), ("balancer", ConfiguredNames.Of(proxy.LoadBalancer)));
        text.Single("olla_system_status", Gauge, "2 healthy, 1 degraded, 0 critical", snapshot.Status switch
        {
            "healthy" => 2,
            "degraded" => 1,
            _ => 0,
        });
        text.Single("olla_endpoints_total", Gauge, "Configured endpoints", snapshot.Endpoints.Count);
        text.Single("olla_endpoints_healthy", Gauge, "Healthy endpoints", snapshot.Healthy);
        text.Single("olla_active_connections", Gauge, "Attempts in flight", snapshot.ActiveConnections);
        text.Single("olla_uptime_seconds", Gauge, "Seconds since the start", (time.GetUtcNow() - startedAt).TotalSeconds);
        text.Single("olla_requests_total", Counter, "Client requests that reached an engine", snapshot.Requests);
        text.Single("olla_failures_total", Counter, "Those of them that failed", snapshot.Failures);
        text.Single("olla_success_rate_percent", Gauge, "Share of requests that succeeded", snapshot.SuccessRate ?? 0);
        text.Single("olla_avg_latency_ms", Gauge, "Mean milliseconds of requests that succeeded", snapshot.AverageLatency ?? 0);
        text.Single("olla_total_traffic_bytes", Gauge, "Body bytes of answers that succeeded", snapshot.Bytes);
        text.Single("olla_input_tokens_total", Counter, "Prompt tokens that answers told", snapshot.Tokens.Input);
        text.Single("olla_output_tokens_total", Counter, "Answer tokens that answers told", snapshot.Tokens.Output);
    }

    private void WriteSecurity(PrometheusText text)
    {
        text.Single("olla_security_status", Gauge, "1 normal, 0 elevated", security.IsElevated ? 0 : 1);
        text.Single("olla_security_violations_total", Counter, "Requests turned away by limits", security.RateViolations + security.SizeViolations);
        text.Single("olla_security_rate_limit_violations_total", Counter, "Requests turned away by rate limits", security.RateViolations);
        text.Single("olla_security_size_limit_violations_total", Counter, "Requests turned away by size limits", security.SizeViolations);
        text.Single("olla_security_blocked_ips", Gauge, "Addresses rate-limited within the last hour", security.BlockedAddresses);
    }

    private static void WriteEndpoints(PrometheusText text, IReadOnlyList<EndpointSnapshot> all)
    {
        (string Name, string Type, string Help, Func<EndpointSnapshot, double> Value)[] series =
        [
            ("olla_endpoint_requests_total", Counter, "Attempts on the endpoint", endpoint => endpoint.Attempts),
            ("olla_endpoint_connections", Gauge, "Attempts in flight", endpoint => endpoint.Connections),
            ("olla_endpoint_success_rate_percent", Gauge, "Share of attempts that succeeded", endpoint => endpoint.SuccessRate ?? 0),
            ("olla_endpoint_avg_latency_ms", Gauge, "Mean milliseconds of attempts that succeeded", endpoint => endpoint.AverageLatency ?? 0),
            ("olla_endpoint_traffic_bytes", Counter, "Body bytes of answers that succeeded", endpoint => endpoint.Bytes),
            ("olla_endpoint_input_tokens_total", Counter, "Prompt tokens that its answers told", endpoint => endpoint.Tokens.Input),
            ("olla_endpoint_output_tokens_total", Counter, "Answer tokens that its answers told", endpoint => endpoint.Tokens.Output),
            ("olla_endpoint_priority", Gauge, "Configured priority", endpoint => endpoint.Priority),
            ("olla_endpoint_models_count", Gauge, "Models listed", endpoint => endpoint.ModelCount),
        ];
        text.Announce("olla_endpoint_up", Gauge, "1 while the endpoint is healthy");
        foreach (var (name, type, help, _) in series)
        {
            text.Announce(name, type, help);
        }

        foreach (var endpoint in all)
        {
            text.Sample(
                "olla_endpoint_up", endpoint.Status == EndpointStatus.Healthy ? 1 : 0, ("endpoint", endpoint.Name), ("status", endpoint.Status.ToWireName()));
        }

        foreach (var (name, _, _, value) in series)
        {
            foreach (var endpoint in all)
            {
                text.Sample(name, value(endpoint), ("endpoint", endpoint.Name));
            }
        }
    }

    private void WriteModels(PrometheusText text, IReadOnlyList<ModelTraffic> all)
    {
        var total = all.Sum(model => model.Requests);
        text.Single("olla_models_total", Gauge, "Models requested so far", all.Count);
        text.Single("olla_models_active", Gauge, "Models requested within the last hour", all.Count(requests.Models.IsActive));
        text.Single("olla_models_requests_total", Counter, "Requests that named a model", total);
        text.Single("olla_models_success_rate_percent", Gauge, "Share of them that succeeded", total == 0 ? 0 : 100.0 * all.Sum(model => model.Successes) / total);
        text.Single("olla_models_traffic_bytes", Counter, "Body bytes of their answers", all.Sum(model => model.Bytes));
        (string Name, string Type, string Help, Func<ModelTraffic, double> Value)[] series =
        [
            ("olla_model_requests_total", Counter, "Requests for the model", model => model.Requests),
            ("olla_model_successful_requests_total", Counter, "Those that succeeded", model => model.Successes),
            ("olla_model_failed_requests_total", Counter, "Those that failed", model => model.Failures),
            ("olla_model_success_rate_percent", Gauge, "Share that succeeded", model => model.SuccessRate),
            ("olla_model_traffic_bytes", Counter, "Body bytes of their answers", model => model.Bytes),
            ("olla_model_input_tokens_total", Counter, "Prompt tokens that its answers told", model => model.Tokens.Input),
            ("olla_model_output_tokens_total", Counter, "Answer tokens that its answers told", model => model.Tokens.Output),
            ("olla_model_avg_latency_ms", Gauge, "Mean milliseconds of successes", model => model.AverageLatency),
            ("olla_model_p95_latency_ms", Gauge, "95th percentile of a sample of successes", model => model.Percentile(95)),
            ("olla_model_p99_latency_ms", Gauge, "99th percentile of a sample of successes", model => model.Percentile(99)),
            ("olla_model_unique_clients", Gauge, "Distinct client addresses", model => model.UniqueClients),
            ("olla_model_routing_hits_total", Counter, "Requests routed to an endpoint that has the model", model => model.RoutingHits),
            ("olla_model_routing_misses_total", Counter, "Requests for which nobody had the model", model => model.RoutingMisses),
            ("olla_model_routing_fallbacks_total", Counter, "Requests routed to endpoints without the model", model => model.RoutingFallbacks),
        ];
        Announce(text, series.Select(entry => (entry.Name, entry.Type, entry.Help)));
        foreach (var (name, _, _, value) in series)
        {
            foreach (var model in all)
            {
                text.Sample(name, value(model), ("model", model.Name));
            }
        }

        WriteModelEndpoints(text, all);
    }

    private static void WriteModelEndpoints(PrometheusText text, IReadOnlyList<ModelTraffic> all)
    {
        (string Name, string Type, string Help, Func<ModelEndpointTraffic, double> Value)[] series =
        [
            ("olla_model_endpoint_requests_total", Counter, "Requests for the model on the endpoint", endpoint => endpoint.Requests),
            ("olla_model_endpoint_input_tokens_total", Counter, "Prompt tokens that its answers told", endpoint => endpoint.Tokens.Input),
            ("olla_model_endpoint_output_tokens_total", Counter, "Answer tokens that its answers told", endpoint => endpoint.Tokens.Output),
            ("olla_model_endpoint_success_rate_percent", Gauge, "Share that succeeded", endpoint => endpoint.SuccessRate),
            ("olla_model_endpoint_avg_latency_ms", Gauge, "Mean milliseconds of successes", endpoint => endpoint.AverageLatency),
            ("olla_model_endpoint_consecutive_errors", Gauge, "Failures since the last success", endpoint => endpoint.ConsecutiveErrors),
        ];
        Announce(text, series.Select(entry => (entry.Name, entry.Type, entry.Help)));
        foreach (var (name, _, _, value) in series)
        {
            foreach (var model in all)
            {
                foreach (var endpoint in model.Endpoints)
                {
                    text.Sample(name, value(endpoint), ("model", model.Name), ("endpoint", endpoint.Endpoint));
                }
            }
        }
    }

    private static void Announce(PrometheusText text, IEnumerable<(string Name, string Type, string Help)> series)
    {
        foreach (var (name, type, help) in series)
        {
            text.Announce(name, type, help);
        }
    }

    private static void WriteHistogram(PrometheusText text, string name, string help, IEnumerable<KeyValuePair<HistogramLabels, Histogram>> all)
    {
        text.Announce(name, "histogram", help);
        foreach (var (labels, histogram) in all)
        {
            var (endpoint, model, status) = (("endpoint", labels.Endpoint), ("model", labels.Model), ("status", PrometheusText.Number(labels.Status)));
            long cumulated = 0;
            for (var bucket = 0; bucket < histogram.Bounds.Length; bucket++)
            {
                cumulated += histogram.Count(bucket);
                text.Sample(name + "_bucket", cumulated, endpoint, model, status, ("le", PrometheusText.Number(histogram.Bounds[bucket])));
            }

            cumulated += histogram.Count(histogram.Bounds.Length);
            text.Sample(name + "_bucket", cumulated, endpoint, model, status, ("le", "+Inf"));
            text.Sample(name + "_sum", histogram.Sum, endpoint, model, status);
            text.Sample(name + "_count", cumulated, endpoint, model, status);
        }
    }
}
