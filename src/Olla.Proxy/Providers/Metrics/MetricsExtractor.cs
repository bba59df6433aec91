using System.Buffers;
using System.Numerics;
using System.Text;
using System.Text.Json;
using Olla.Proxy.Statistics;

namespace Olla.Proxy.Providers.Metrics;

/// <summary>A rule of a profile that cannot be followed.</summary>
/// <param name="Section"><c>paths</c> or <c>calculations</c>.</param>
/// <param name="Key">The field.</param>
/// <param name="Message">What is wrong, and what is allowed.</param>
internal readonly record struct MetricsProblem(string Section, string Key, string Message);

/// <summary>
/// Reads tokens and timings out of the end of an answer, by the rules of a provider's profile. Behind a profile's own paths stand those of
/// the OpenAI and Anthropic formats, since most providers speak several.
/// </summary>
internal sealed class MetricsExtractor
{
    /// <summary>Paths of one profile; a set of them is the bits of a number.</summary>
    private const int MostPaths = 46;

    /// <summary>Longer names of models and reasons are cut.</summary>
    private const int LongestText = 256;

    /// <summary>Which of <see cref="EventNames"/> tells why the model stopped.</summary>
    public const int ReasonName = 0;

    /// <summary>Fields whose path shows which event of a stream tells tokens.</summary>
    private static readonly string[] TokenCounts = ["output_tokens", "input_tokens", "predicted_n"];

    private static readonly (string Name, string Path)[] Known =
    [
        ("input_tokens", "$.usage.prompt_tokens"), ("output_tokens", "$.usage.completion_tokens"), ("total_tokens", "$.usage.total_tokens"),
        ("input_tokens", "$.usage.input_tokens"), ("output_tokens", "$.usage.output_tokens"),
        ("input_tokens", "$.response.usage.input_tokens"), ("output_tokens", "$.response.usage.output_tokens"),
        ("input_tokens", "$.message.usage.input_tokens"), ("total_tokens", "$.response.usage.total_tokens"),
        ("input_tokens", "$.meta_info.prompt_tokens"), ("output_tokens", "$.meta_info.completion_tokens"),
        ("model", "$.model"), ("model", "$.message.model"), ("model", "$.response.model"),
        ("finish_reason", "$.choices[0].finish_reason"), ("finish_reason", "$.meta_info.finish_reason.type"), ("finish_reason", "$.stop_reason"), ("finish_reason", "$.delta.stop_reason"),
    ];

    private readonly (int Name, JsonPath Path)[] _fields;
    private readonly string[] _names;
    private readonly (string Name, Formula Formula)[] _formulas;
    private readonly (byte[] Quoted, ulong Fields)[] _roots;

    private MetricsExtractor((string Name, JsonPath Path)[] fields, (string Name, Formula Formula)[] formulas, string[] names)
    {
        _names = names;
        _fields = [.. fields.Select(field => (Array.IndexOf(names, field.Name), field.Path))];
        _formulas = formulas;
        _roots = [.. fields.Select((field, index) => (field.Path.Root, Bit: 1UL << index)).GroupBy(field => field.Root, StringComparer.Ordinal)
            .Select(group => (Quoted(group.Key), group.Aggregate(0UL, (set, field) => set | field.Bit)))];
        var own = fields.SkipLast(Known.Length).Where(field => TokenCounts.Contains(field.Name)).ToArray();
        // All that stands at the top level comes in one line, and one name of it will do.
        var top = own.Where(field => field.Path.Length == 1).OrderBy(field => Array.IndexOf(TokenCounts, field.Name)).Take(1);
        var marks = own.Where(field => field.Path.Length > 1).Concat(top).Select(field => field.Path.Root).Distinct(StringComparer.Ordinal).ToArray();
        string[] tokens = [.. marks.Union(["usage"], StringComparer.Ordinal)];
        EventNames = new NameSearch([fields.First(field => field.Name == "finish_reason").Path.Leaf, .. tokens]);
        LineNames = new NameSearch(marks.Length == 0 ? tokens : marks);
    }

    /// <summary>Names of which an event of an event stream that tells tokens has at least one, and the one that tells why the model stopped.</summary>
    public NameSearch EventNames { get; }

    /// <summary>Names of which a line of JSON that tells tokens has at least one.</summary>
    public NameSearch LineNames { get; }

    /// <summary>Takes the rules of a profile; those that cannot be followed are left out and told in <paramref name="problems"/>. Null when it is switched off.</summary>
    public static MetricsExtractor? Compile(ProviderMetricsExtraction rules, out IReadOnlyList<MetricsProblem> problems)
    {
        var found = new List<MetricsProblem>();
        problems = found;
        if (!rules.Enabled)
        {
            return null;
        }

        var fields = new List<(string Name, JsonPath Path)>();
        foreach (var (name, text) in rules.Paths.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (!JsonPath.TryParse(text, out var path))
            {
                found.Add(new MetricsProblem("paths", name, $"not a path; got \"{text}\"; allowed: a path such as $.usage.prompt_tokens or $.choices[0].finish_reason"));
            }
            else if (fields.Count == MostPaths)
            {
                found.Add(new MetricsProblem("paths", name, $"one path too many, ignored; allowed: at most {MostPaths}"));
            }
            else
            {
                fields.Add((name, path));
            }
        }

        foreach (var (name, text) in Known)
        {
            _ = JsonPath.TryParse(text, out var path);
            fields.Add((name, path!));
        }

        var names = fields.Select(field => field.Name).Distinct(StringComparer.Ordinal).ToArray();
        var formulas = new List<(string, Formula)>();
        foreach (var (name, text) in rules.Calculations.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (Formula.TryParse(text, names, out var formula, out var problem))
            {
                formulas.Add((name, formula));
            }
            else
            {
                found.Add(new MetricsProblem("calculations", name, $"not a formula, ignored; got \"{text}\": {problem}"));
            }
        }

        return new MetricsExtractor([.. fields], [.. formulas], names);
    }

    /// <summary>Reads what is told in <paramref name="first"/> and, over it, in the others; null when no tokens are.</summary>
    /// <param name="first">The first event that told something, or the whole answer.</param>
    /// <param name="reason">The last event that told why the model stopped; empty for none.</param>
    /// <param name="last">The last event that told something; empty when it is the same.</param>
    /// <param name="generation">How long the answer took to pass by here, for backends that do not tell; null when it did not come in pieces.</param>
    public ProviderMetrics? Read(AnswerPart first, AnswerPart reason, AnswerPart last, TimeSpan? generation)
    {
        var values = ArrayPool<MetricValue>.Shared.Rent(_fields.Length + _names.Length);
        try
        {
            Array.Clear(values);
            Collect(first, values);
            Collect(reason, values);
            Collect(last, values);
            for (var index = 0; index < _fields.Length; index++)
            {
                ref var value = ref values[_fields.Length + _fields[index].Name];
                value = value.IsPresent ? value : values[index];
            }

            return Result(values.AsMemory(_fields.Length, _names.Length), generation);
        }
        finally
        {
            ArrayPool<MetricValue>.Shared.Return(values, clearArray: true);
        }
    }

    private ProviderMetrics? Result(ReadOnlyMemory<MetricValue> values, TimeSpan? generation)
    {
        var input = Count(values, "input_tokens");
        var output = Count(values, "output_tokens");
        var total = Count(values, "total_tokens");
        if (input is null && output is null && total is null)
        {
            return null;
        }

        var prompt = Milliseconds(values, "prompt_duration_ns") ?? Milliseconds(values, "prompt_eval_duration");
        var spent = Calculated(values, "generation_ms") ?? Milliseconds(values, "eval_duration_ns") ?? Milliseconds(values, "eval_duration");
        var speed = Calculated(values, "tokens_per_second") is > 0 and var told ? told : Speed(output, spent);
        if (speed is null && generation is { TotalMilliseconds: >= 1 and var passed })
        {
            // The first token opens the interval.
            spent ??= passed;
            speed = Speed(output - 1, passed);
        }

        return new ProviderMetrics
        {
            Model = Text(values, "model"),
            FinishReason = Text(values, "finish_reason"),
            InputTokens = input,
            OutputTokens = output,
            TotalTokens = total ?? (input ?? 0) + (output ?? 0),
            PromptMs = Calculated(values, "prompt_ms") ?? prompt,
            FirstTokenMs = Calculated(values, "ttft_ms") ?? prompt,
            TotalMs = Calculated(values, "total_ms") ?? Milliseconds(values, "total_duration_ns"),
            ModelLoadMs = Calculated(values, "model_load_ms") ?? Milliseconds(values, "load_duration_ns"),
            GenerationMs = spent,
            TokensPerSecond = speed,
            IsComplete = Calculated(values, "is_complete") is > 0 || Told(values, "is_complete").IsTrue || Told(values, "done").IsTrue,
        };
    }

    private static double? Speed(long? tokens, double? milliseconds) => tokens > 0 && milliseconds > 0 ? tokens * 1000 / milliseconds : null;

    private MetricValue Told(ReadOnlyMemory<MetricValue> values, string name) =>
        Array.IndexOf(_names, name) is >= 0 and var index ? values.Span[index] : default;

    private string? Text(ReadOnlyMemory<MetricValue> values, string name) => Told(values, name).Text;

    /// <summary>Nanoseconds of a field as milliseconds.</summary>
    private double? Milliseconds(ReadOnlyMemory<MetricValue> values, string name) => Told(values, name).Number / 1_000_000;

    /// <summary>A field, or else the formula of its name.</summary>
    private long? Count(ReadOnlyMemory<MetricValue> values, string name) =>
        (Told(values, name).Number ?? Calculated(values, name)) is >= 0 and <= int.MaxValue and var count ? (long)count : null;

    private double? Calculated(ReadOnlyMemory<MetricValue> values, string name)
    {
        foreach (var (known, formula) in _formulas)
        {
            if (known == name)
            {
                return formula.Evaluate(values).Number;
            }
        }

        return null;
    }

    private void Collect(AnswerPart part, MetricValue[] values)
    {
        var json = part.Bytes;
        if (json.StartsWith("data:"u8))
        {
            json = json[5..];
        }

        json = json.TrimStart(" \t\r\n"u8);
        if (part.IsCut)
        {
            Search(json, values);
        }
        else if (json.StartsWith("{"u8))
        {
            Follow(json, depth: 0, ulong.MaxValue >> (64 - _fields.Length), values);
        }
    }

    /// <summary>Finds fields in a document whose beginning is missing: a name in bare quotes with a colon behind it can stand in no text.</summary>
    private void Search(ReadOnlySpan<byte> json, MetricValue[] values)
    {
        foreach (var (quoted, fields) in _roots)
        {
            var rest = json;
            while (rest.LastIndexOf(quoted) is >= 0 and var at)
            {
                var behind = json[(at + quoted.Length)..].TrimStart(" \t\r\n"u8);
                if (behind.StartsWith(":"u8))
                {
                    Follow(behind[1..], depth: 1, fields, values);
                    break;
                }

                rest = rest[..at];
            }
        }
    }

    private void Follow(ReadOnlySpan<byte> json, int depth, ulong fields, MetricValue[] values)
    {
        // What comes behind the value does not matter, nor does a break before its end.
        var reader = new Utf8JsonReader(json, isFinalBlock: false, state: default);
        try
        {
            _ = reader.Read() && Walk(ref reader, depth, fields, values);
        }
        catch (JsonException)
        {
            // Best effort: what was read so far counts.
        }
    }

    /// <summary>Takes the value that the reader stands on, for those of <paramref name="fields"/> whose path leads here or on; false at the end of the bytes.</summary>
    private bool Walk(ref Utf8JsonReader reader, int depth, ulong fields, MetricValue[] values)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var below = fields & (depth == 0 ? OfRoot(reader.ValueSpan) : OfName(reader.ValueSpan, depth, fields));
                    if (!reader.Read() || !Step(ref reader, depth, below, values))
                    {
                        return false;
                    }
                }

                return reader.TokenType == JsonTokenType.EndObject;
            case JsonTokenType.StartArray:
                for (var place = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; place++)
                {
                    if (!Step(ref reader, depth, OfPlace(place, depth, fields), values))
                    {
                        return false;
                    }
                }

                return reader.TokenType == JsonTokenType.EndArray;
            default:
                Store(ref reader, depth, fields, values);
                return true;
        }
    }

    private ulong OfRoot(ReadOnlySpan<byte> name)
    {
        foreach (var (quoted, fields) in _roots)
        {
            if (quoted.AsSpan(1..^1).SequenceEqual(name))
            {
                return fields;
            }
        }

        return 0;
    }

    private ulong OfName(ReadOnlySpan<byte> name, int depth, ulong fields)
    {
        var found = 0UL;
        for (var left = fields; left != 0; left &= left - 1)
        {
            found |= _fields[BitOperations.TrailingZeroCount(left)].Path.IsName(depth, name) ? left & ~(left - 1) : 0;
        }

        return found;
    }

    private ulong OfPlace(int place, int depth, ulong fields)
    {
        var found = 0UL;
        for (var left = fields; left != 0; left &= left - 1)
        {
            found |= _fields[BitOperations.TrailingZeroCount(left)].Path.IsPlace(depth, place) ? left & ~(left - 1) : 0;
        }

        return found;
    }

    private bool Step(ref Utf8JsonReader reader, int depth, ulong below, MetricValue[] values) =>
        below == 0 ? reader.TrySkip() : Walk(ref reader, depth + 1, below, values);

    private void Store(ref Utf8JsonReader reader, int depth, ulong fields, MetricValue[] values)
    {
        var value = reader.TokenType switch
        {
            JsonTokenType.Number => MetricValue.Of(reader.GetDouble()),
            JsonTokenType.True or JsonTokenType.False => MetricValue.Of(reader.TokenType == JsonTokenType.True),
            JsonTokenType.String => MetricValue.Of(TextOf(ref reader)),
            _ => default,
        };
        for (var index = 0; index < _fields.Length && value.IsPresent; index++)
        {
            if ((fields & (1UL << index)) != 0 && _fields[index].Path.Length == depth)
            {
                values[index] = value;
            }
        }
    }

    private static string TextOf(ref Utf8JsonReader reader)
    {
        try
        {
            var text = reader.GetString()!;
            return text.Length <= LongestText ? text : text[..LongestText];
        }
        catch (InvalidOperationException)
        {
            // Bytes that are no UTF-8.
            return "";
        }
    }

    private static byte[] Quoted(string name) => Encoding.UTF8.GetBytes($"\"{name}\"");
}
