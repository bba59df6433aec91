using System.Collections;
using System.Globalization;
using System.Text;
using Olla.Proxy.Engines;

namespace Olla.Proxy.Http;

/// <summary>What the log says of one request: a sentence for people, and its values by name for everything that collects logs. What is not known is left out.</summary>
internal sealed class AccessLine : IReadOnlyList<KeyValuePair<string, object?>>
{
    /// <summary>Values with which the sentence begins, without their names.</summary>
    private const int InFront = 5;

    private List<KeyValuePair<string, object?>>? _values;

    public required string Method { get; init; }

    /// <summary>Raw, without the query, which may hold credentials.</summary>
    public required string Path { get; init; }

    public required int Status { get; init; }
    public required TimeSpan Duration { get; init; }
    public required long Bytes { get; init; }
    public required string Client { get; init; }
    public required string RequestId { get; init; }
    public required ExchangeResult? Exchange { get; init; }
    public required string? Model { get; init; }
    public required string? Routing { get; init; }
    public required string? TraceId { get; init; }
    public string? TranslatorMode { get; init; }

    public int Count => Values.Count;

    private List<KeyValuePair<string, object?>> Values => _values ??= [.. All().Where(static value => value.Value is not null)];

    public KeyValuePair<string, object?> this[int index] => Values[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString()
    {
        var text = new StringBuilder(256);
        text.Append(CultureInfo.InvariantCulture, $"{Method} {Path} {Status} {(long)Duration.TotalMilliseconds}ms {Bytes}B");
        foreach (var (name, value) in Values.Skip(InFront))
        {
            text.Append(CultureInfo.InvariantCulture, $" {name}={value}");
        }

        return text.ToString();
    }

    private IEnumerable<KeyValuePair<string, object?>> All()
    {
        var metrics = Exchange?.Metrics;
        yield return new("method", Method);
        yield return new("path", Path);
        yield return new("status", Status);
        yield return new("duration_ms", (long)Duration.TotalMilliseconds);
        yield return new("bytes", Bytes);
        yield return new("client", Client);
        yield return new("request_id", RequestId);
        yield return new("endpoint", Exchange?.Endpoint?.Name);
        yield return new("model", Model);
        yield return new("first_byte_ms", (long?)Exchange?.TimeToFirstByte?.TotalMilliseconds);
        yield return new("attempts", Exchange?.Attempts);
        yield return new("routing", Routing);
        yield return new("error", Exchange?.Error);
        yield return new("trace_id", TraceId);
        yield return new("translator_mode", TranslatorMode);
        yield return new("input_tokens", metrics?.InputTokens);
        yield return new("output_tokens", metrics?.OutputTokens);
        yield return new("total_tokens", metrics?.TotalTokens);
        yield return new("tokens_per_sec", Rounded(metrics?.TokensPerSecond));
        yield return new("ttft_ms", Rounded(metrics?.FirstTokenMs));
        yield return new("provider_model", metrics?.Model);
    }

    /// <summary>One decimal.</summary>
    private static double? Rounded(double? value) => value is { } number ? Math.Round(number, 1) : null;
}
