using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Olla.Proxy.Translation.Responses;

/// <summary>A request of OpenAI's Responses API. Only its being an object is checked: backends that speak the API check the rest.</summary>
internal sealed class ResponsesRequest : IDisposable
{
    private readonly JsonDocument _document;

    private ResponsesRequest(JsonDocument document)
    {
        _document = document;
        Stream = Find("stream").ValueKind == JsonValueKind.True;
    }

    public JsonElement Root => _document.RootElement;

    public bool Stream { get; }

    /// <summary>Parses a body; on failure <paramref name="error"/> says what is wrong.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> body, [NotNullWhen(true)] out ResponsesRequest? request, [NotNullWhen(false)] out string? error)
    {
        request = null;
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body);
        }
        catch (JsonException problem)
        {
            error = $"the request body is no valid JSON: {problem.Message}";
            return false;
        }

        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            error = $"the request body must be an object, got {document.RootElement.ValueKind}";
            document.Dispose();
            return false;
        }

        (request, error) = (new ResponsesRequest(document), null);
        return true;
    }

    /// <summary>A field that is there and not null; otherwise an undefined value.</summary>
    public JsonElement Find(string name) =>
        Root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : default;

    public void Dispose() => _document.Dispose();
}
