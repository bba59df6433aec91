using Olla.Proxy.Statistics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Olla.Proxy.Hosting;

/// <summary>
/// Sends metrics and spans by OTLP when the standard variables ask for it (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and its like); without them
/// the exporter is not even loaded. All other <c>OTEL_*</c> variables mean what the OpenTelemetry SDK says they mean.
/// </summary>
internal sealed class TelemetryExport : IDisposable
{
    private readonly MeterProvider? _metrics;
    private readonly TracerProvider? _traces;

    private TelemetryExport(MeterProvider? metrics, TracerProvider? traces) => (_metrics, _traces) = (metrics, traces);

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

    /// <summary>Begins to export what the process' variables ask for; null when that is nothing.</summary>
    public static TelemetryExport? Start(string version)
    {
        var (metrics, traces) = AskedBy(Environment.GetEnvironmentVariable);
        return metrics || traces ? Start(version, metrics, traces) : null;
    }

    /// <summary>Sends what is left.</summary>
    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    // A method of its own: what it names is loaded only when it runs.
    private static TelemetryExport Start(string version, bool metrics, bool traces)
    {
        // Variables come last, so that OTEL_SERVICE_NAME wins.
        var resource = ResourceBuilder.CreateEmpty().AddService("olla", serviceVersion: version).AddTelemetrySdk().AddEnvironmentVariableDetector();
        return new TelemetryExport(
            metrics ? Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(RequestTelemetry.Name).AddOtlpExporter().Build() : null,
            traces ? Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(RequestTelemetry.Name).AddOtlpExporter().Build() : null);
    }
}
