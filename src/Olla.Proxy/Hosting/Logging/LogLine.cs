using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Olla.Proxy.Hosting.Logging;

/// <summary>Turns one log call into one line of JSON or text.</summary>
internal static class LogLine
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary><c>{"time","level","msg","source",…}</c>, the message's own values as further properties; null values are left out.</summary>
    public static byte[] Json<TState>(
        DateTimeOffset time, LogLevel level, string category, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("time"u8, time);
            writer.WriteString("level"u8, NameOf(level));
            writer.WriteString("source"u8, ShortName(category));
            WriteMessage(writer, state, exception, formatter);
            if (exception is not null)
            {
                writer.WriteString("exception"u8, exception.ToString());
            }

            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary><c>2026-03-02T04:05:06.789Z INFO  source message</c></summary>
    public static byte[] Text<TState>(
        DateTimeOffset time, LogLevel level, string category, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var stamp = time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var line = new StringBuilder()
            .Append(stamp).Append(' ').Append(NameOf(level).PadRight(5)).Append(' ').Append(ShortName(category)).Append(' ')
            .Append(OneLine(formatter(state, exception)));
        if (exception is not null)
        {
            line.Append('\n').Append(exception);
        }

        return Encoding.UTF8.GetBytes(line.Append('\n').ToString());
    }

    private static void WriteMessage<TState>(
        Utf8JsonWriter writer, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (state is not IReadOnlyList<KeyValuePair<string, object?>> values || values.Count <= 1)
        {
            writer.WriteString("msg"u8, formatter(state, exception));
            return;
        }

        writer.WriteString("msg"u8, formatter(state, exception));
        foreach (var (name, value) in values)
        {
            if (value is not null && name != "{OriginalFormat}")
            {
                WriteValue(writer, SnakeCase(name), value);
            }
        }
    }

    private static void WriteValue(Utf8JsonWriter writer, string name, object value)
    {
        switch (value)
        {
            case int number:
                writer.WriteNumber(name, number);
                break;
            case long number:
                writer.WriteNumber(name, number);
                break;
            case double number when double.IsFinite(number):
                writer.WriteNumber(name, number);
                break;
            case bool flag:
                writer.WriteBoolean(name, flag);
                break;
            default:
                writer.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO",
        LogLevel.Warning => "WARN",
        _ => "ERROR",
    };

    private static string ShortName(string category) => category[(category.LastIndexOf('.') + 1)..];

    // A value from outside must not be able to forge a second line.
    private static string OneLine(string text) => text.AsSpan().ContainsAny('\n', '\r')
        ? text.Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)
        : text;

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && !char.IsUpper(name[i - 1]))
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}
