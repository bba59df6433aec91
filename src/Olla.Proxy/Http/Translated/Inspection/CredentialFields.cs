using System.Text.Json;

namespace Olla.Proxy.Http.Translated.Inspection;

/// <summary>
/// Copies JSON in one line and without credentials: requests may carry some, such as the tokens of tool servers, and no debugging needs them
/// on a disk.
/// </summary>
internal static class CredentialFields
{
    private const string Redacted = "[redacted]";

    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "access_token", "api_key", "api-key", "apikey", "auth_token", "authorization", "authorization_token", "bearer_token", "client_secret",
        "cookie", "password", "proxy-authorization", "refresh_token", "secret", "x-api-key", "x-auth-token",
    };

    /// <summary>Writes <paramref name="element"/>; the text in fields of such names is replaced.</summary>
    public static void Copy(JsonElement element, Utf8JsonWriter writer)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in element.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    CopyField(property, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    Copy(item, writer);
                }

                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    private static void CopyField(JsonProperty property, Utf8JsonWriter writer)
    {
        if (property.Value.ValueKind == JsonValueKind.String && Names.Contains(property.Name))
        {
            writer.WriteStringValue(Redacted);
            return;
        }

        Copy(property.Value, writer);
    }
}
