using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Olla.Proxy.Translation;

/// <summary>A Messages API request, parsed and validated. Unknown fields are tolerated, wrong types are not.</summary>
internal sealed class AnthropicRequest : IDisposable
{
    private const string NoModel = "model field is required (body may not be valid JSON)";

    private readonly JsonDocument _document;

    private AnthropicRequest(JsonDocument document)
    {
        _document = document;
        var root = document.RootElement;
        Model = root.GetProperty("model"u8).GetString()!;
        Stream = root.TryGetProperty("stream"u8, out var stream) && stream.ValueKind == JsonValueKind.True;
        UsesTools = root.TryGetProperty("tools"u8, out var tools) && tools.ValueKind == JsonValueKind.Array && tools.GetArrayLength() > 0;
        UsesThinking = root.TryGetProperty("thinking"u8, out _);
        UsesImages = root.GetProperty("messages"u8).EnumerateArray().Any(HasImage);
    }

    /// <summary>The whole request.</summary>
    public JsonElement Root => _document.RootElement;

    /// <summary>The model as the client spelled it.</summary>
    public string Model { get; }
    public bool Stream { get; }
    public bool UsesTools { get; }

    /// <summary>Whether <c>thinking</c> is present, with whatever value.</summary>
    public bool UsesThinking { get; }

    /// <summary>Whether a message holds an image block at the top level of its content.</summary>
    public bool UsesImages { get; }

    /// <summary>
    /// Parses a body. On failure <paramref name="error"/> says what is wrong, with the prefix that clients of these routes know.
    /// </summary>
    public static bool TryParse(ReadOnlyMemory<byte> body, [NotNullWhen(true)] out AnthropicRequest? request, [NotNullWhen(false)] out string? error) =>
        TryParse(body, "failed to parse Anthropic request", "invalid request", out request, out error);

    /// <summary>As above, with the prefixes of requests that a backend gets untranslated.</summary>
    public static bool TryParseForPassThrough(
        ReadOnlyMemory<byte> body, [NotNullWhen(true)] out AnthropicRequest? request, [NotNullWhen(false)] out string? error) =>
        TryParse(body, "invalid Anthropic request", "request validation failed", out request, out error);

    private static bool TryParse(
        ReadOnlyMemory<byte> body, string malformed, string outOfRange,
        [NotNullWhen(true)] out AnthropicRequest? request, [NotNullWhen(false)] out string? error)
    {
        request = null;
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body);
        }
        catch (JsonException problem)
        {
            error = body.IsEmpty ? "empty request body" : $"{malformed}: {problem.Message}";
            return false;
        }

        error = ModelProblem(document.RootElement)
            ?? (AnthropicRequestShape.FindProblem(document.RootElement) is { } shape ? $"{malformed}: {shape}" : null)
            ?? (RangeProblem(document.RootElement) is { } range ? $"{outOfRange}: {range}" : null);
        if (error is not null)
        {
            document.Dispose();
            return false;
        }

        request = new AnthropicRequest(document);
        return true;
    }

    public void Dispose() => _document.Dispose();

    /// <summary>What is wrong with the model of a body, found without parsing all of it; null when there is one.</summary>
    public static string? FindModelProblem(ReadOnlySpan<byte> body)
    {
        if (body.IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            return "empty request body";
        }

        var reader = new Utf8JsonReader(body);
        try
        {
            if (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var isModel = reader.ValueTextEquals("model"u8);
                    reader.Read();
                    if (isModel)
                    {
                        return reader.TokenType != JsonTokenType.String ? $"model field must be a string, got {NameOf(reader.TokenType)}"
                            : reader.ValueSpan.IsEmpty ? "model field must not be empty"
                            : null;
                    }

                    reader.Skip();
                }
            }
        }
        catch (JsonException)
        {
            // Whatever stands behind the break, no model stood before it.
        }

        return NoModel;
    }

    private static string NameOf(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => nameof(JsonValueKind.Object),
        JsonTokenType.StartArray => nameof(JsonValueKind.Array),
        _ => token.ToString(),
    };

    private static string? ModelProblem(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("model"u8, out var model))
        {
            return NoModel;
        }

        return model.ValueKind != JsonValueKind.String ? $"model field must be a string, got {model.ValueKind}"
            : model.GetString()!.Length == 0 ? "model field must not be empty"
            : null;
    }

    private static string? RangeProblem(JsonElement root)
    {
        if (!root.TryGetProperty("messages"u8, out var messages) || messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() == 0)
        {
            return "at least one message is required";
        }

        var maxTokens = root.TryGetProperty("max_tokens"u8, out var limit) && limit.ValueKind == JsonValueKind.Number ? limit.GetInt64() : 0;
        if (maxTokens < 1)
        {
            return $"max_tokens must be at least 1, got {maxTokens}";
        }

        return OutOfRange(root, "temperature", 0, 2, "temperature must be between 0 and 2")
            ?? OutOfRange(root, "top_p", 0, 1, "top_p must be between 0 and 1")
            ?? OutOfRange(root, "top_k", 0, double.MaxValue, "top_k must be non-negative");
    }

    private static string? OutOfRange(JsonElement root, string name, double low, double high, string rule) =>
        root.TryGetProperty(name, out var number) && number.ValueKind == JsonValueKind.Number
        && number.GetDouble() is var value && (value < low || value > high)
            ? string.Create(CultureInfo.InvariantCulture, $"{rule}, got {value}")
            : null;

    private static bool HasImage(JsonElement message) =>
        message.TryGetProperty("content"u8, out var content) && content.ValueKind == JsonValueKind.Array
        && content.EnumerateArray().Any(block => AnthropicBlocks.TypeOf(block) == "image");
}
