using System.Buffers;
using System.Text;
using System.Text.Json;
using Olla.Perf.Results;

namespace Olla.Perf.Commands;

/// <summary>One window of <c>olla-perf measure</c>.</summary>
/// <param name="Name"><see cref="Direct"/> or <see cref="Proxy"/>.</param>
/// <param name="Round">Counts from 1; windows of a round share one trace.</param>
internal sealed record MeasuredWindow(string Name, int Round, TrialMeasurement Measurement)
{
    public const string Direct = "direct";
    public const string Proxy = "proxy";

    /// <summary>One object a line: name, round, reasons to doubt, errors, and a number per metric.</summary>
    public static string ToJsonLines(IReadOnlyList<MeasuredWindow> windows)
    {
        var buffer = new ArrayBufferWriter<byte>();
        foreach (var window in windows)
        {
            using (var writer = new Utf8JsonWriter(buffer))
            {
                window.Write(writer);
            }

            buffer.Write("\n"u8);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("name", Name);
        writer.WriteNumber("round", Round);
        writer.WriteStartArray("doubtful");
        foreach (var reason in Measurement.VoidReasons)
        {
            writer.WriteStringValue(reason);
        }

        writer.WriteEndArray();
        writer.WriteStartObject("errors");
        foreach (var (error, count) in Measurement.Errors)
        {
            writer.WriteNumber(error, count);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("values");
        foreach (var (metric, value) in Measurement.Values.Where(pair => double.IsFinite(pair.Value)))
        {
            writer.WriteNumber(metric, value);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
