using Olla.Proxy.Statistics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Olla.Proxy.Hosting;

/// <summary>
/// Sends metrics and spans by OTLP when the standard variables ask for it (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and its like); without them
/// the exporter is not even loaded. All other <c>OTEL_*</c> variables mean what the OpenTelemetry SDK says they mean, but for the protocol where
/// none is named: see <see cref="ProtocolFor"/>. What cannot be sent is logged.
/// </summary>
internal sealed class TelemetryExport : IDisposable
{
    private const int GrpcPort = 4317;
    private readonly MeterProvider? _metrics;
    private readonly TracerProvider? _traces;
    private readonly TelemetryFailures _failures;

    private TelemetryExport(MeterProvider? metrics, TracerProvider? traces, TelemetryFailures failures) =>
        (_metrics, _traces, _failures) = (metrics, traces, failures);

    /// <summary>Which signals the variables ask for.</summary>
    public static (bool Metrics, bool Traces) AskedBy(Func<string, string?> variable)
    {
        if (string.Equals(variable("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase))
        {
            return (false, false);
        }

        bool IsSet(string name) => !string.IsNullOrWhiteSpace(variable(name));
        bool IsAsked(string signal) => variable($"OTEL_{signal}_EXPORTER")?.Trim() switch
        {
            null or "" => IsSet("OTEL_EXPORTER_OTLP_ENDPOINT") || IsSet($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"),
            var exporters => exporters.Split(',', StringSplitOptions.TrimEntries).Contains("otlp"),
        };
        return (IsAsked("METRICS"), IsAsked("TRACES"));
    }

    /// <summary>
    /// The protocol for one signal where no variable names it; null leaves it to the SDK. The SDK would speak gRPC to every port, and a
    /// collector's HTTP port (4318) then takes nothing: gRPC is spoken to its own port alone.
    /// </summary>
    /// <param name="signal"><c>METRICS</c> or <c>TRACES</c>.</param>
    public static OtlpExportProtocol? ProtocolFor(string signal, Func<string, string?> variable)
    {
        bool IsSet(string name) => !string.IsNullOrWhiteSpace(variable(name));
        if (IsSet("OTEL_EXPORTER_OTLP_PROTOCOL") || IsSet($"OTEL_EXPORTER_OTLP_{signal}_PROTOCOL"))
        {
            return null;
        }

        var own = $"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT";
        var endpoint = variable(IsSet(own) ? own : "OTEL_EXPORTER_OTLP_ENDPOINT");
        return !Uri.TryCreate(endpoint, UriKind.Absolute, out var address) ? null
            : address.Port == GrpcPort ? OtlpExportProtocol.Grpc
            : OtlpExportProtocol.HttpProtobuf;
    }

    /// <summary>Begins to export what the process' variables ask for; null when that is nothing.</summary>
    public static TelemetryExport? Start(string version, ILogger log, TimeProvider time)
    {
        var (metrics, traces) = AskedBy(Environment.GetEnvironmentVariable);
        return metrics || traces ? Start(version, metrics, traces, new TelemetryFailures(log, time)) : null;
    }

    /// <summary>Sends what is left.</summary>
    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
        _failures.Dispose();
    }

    // A method of its own: what it names is loaded only when it runs.
    private static TelemetryExport Start(string version, bool metrics, bool traces, TelemetryFailures failures)
    {
        // Variables come last, so that OTEL_SERVICE_NAME wins.
        var resource = ResourceBuilder.CreateEmpty().AddService("olla", serviceVersion: version).AddTelemetrySdk().AddEnvironmentVariableDetector();
        return new TelemetryExport(
            metrics ? Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(RequestTelemetry.Name).AddOtlpExporter(options => Choose(options, "METRICS")).Build() : null,
            traces ? Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(RequestTelemetry.Name).AddOtlpExporter(options => Choose(options, "TRACES")).Build() : null,
            failures);
    }

    private static void Choose(OtlpExporterOptions options, string signal)
    {
        if (ProtocolFor(signal, Environment.GetEnvironmentVariable) is { } protocol)
        {
            options.Protocol = protocol;
        }
    }
}
