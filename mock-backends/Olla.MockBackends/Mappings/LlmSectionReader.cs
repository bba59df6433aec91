using System.Text;
using System.Text.Json;
using Olla.MockBackends.Model;

namespace Olla.MockBackends.Mappings;

/// <summary>Finds and reads the <c>llm</c> sections of a mapping file, with line numbers for everything that is wrong.</summary>
internal static class LlmSectionReader
{
    private static readonly JsonReaderOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The sections of a file's mappings, in their order; null for a mapping without one.</summary>
    /// <param name="text">The file's text: one mapping or an array of them.</param>
    /// <param name="path">For messages.</param>
    /// <exception cref="MappingException">The file or a section is not right.</exception>
    public static IReadOnlyList<LlmSettings?> Read(string text, string path)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(bytes, Options);
        var sections = new List<LlmSettings?>();
        try
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                sections.Add(ReadMapping(ref reader, bytes, path));
            }
            else if (reader.TokenType == JsonTokenType.StartArray)
            {
                while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
                {
                    sections.Add(ReadMapping(ref reader, bytes, path));
                }
            }
            else
            {
                throw Wrong(path, bytes, 0, "a mapping file holds one mapping { … } or a list of them [ … ]");
            }

            while (reader.Read())
            {
            }
        }
        catch (JsonException exception)
        {
            throw new MappingException($"{path}:{(exception.LineNumber ?? 0) + 1}: no valid JSON: {Reason(exception)}");
        }

        return sections;
    }

    private static LlmSettings? ReadMapping(ref Utf8JsonReader reader, byte[] bytes, string path)
    {
        LlmSettings? settings = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            var position = reader.TokenStartIndex;
            reader.Read();
            if (name.Equals("llm", StringComparison.OrdinalIgnoreCase))
            {
                settings = ReadSection(ref reader, bytes, path);
            }
            else
            {
                CheckMappingKey(name, position, bytes, path);
                reader.Skip();
            }
        }

        return settings;
    }

    private static LlmSettings ReadSection(ref Utf8JsonReader reader, byte[] bytes, string path)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Wrong(path, bytes, reader.TokenStartIndex, "llm holds keys and values: { \"timeToFirstToken\": \"20ms\", … }");
        }

        var settings = new LlmSettings();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            var position = reader.TokenStartIndex;
            reader.Read();
            var isList = reader.TokenType == JsonTokenType.StartArray && key.Equals("faults", StringComparison.OrdinalIgnoreCase);
            while (!isList || (reader.Read() && reader.TokenType != JsonTokenType.EndArray))
            {
                var value = reader.TokenType switch
                {
                    JsonTokenType.String => reader.GetString()!,
                    JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
                    _ => throw Wrong(path, bytes, reader.TokenStartIndex, $"llm.{key} holds a text or a number"),
                };
                try
                {
                    settings = LlmSettingsParser.Set(settings, key, value);
                }
                catch (FormatException exception)
                {
                    var isKnown = LlmSettingsParser.Keys.Contains(key, StringComparer.OrdinalIgnoreCase);
                    throw Wrong(path, bytes, position, $"llm{(isKnown ? "." + key : "")}: {exception.Message}");
                }

                if (settings.Faults?.Any(fault => fault.Kind == FaultKind.Refuse) == true)
                {
                    throw Wrong(path, bytes, position, "llm.faults: a whole backend refuses connects, not one mapping; say it on the command line: --fault refuse");
                }

                if (!isList)
                {
                    break;
                }
            }
        }

        return settings;
    }

    private static void CheckMappingKey(string name, long position, byte[] bytes, string path)
    {
        if (!MappingKeys.All.Contains(name))
        {
            throw Wrong(path, bytes, position, $"'{name}' is no key of a mapping; allowed: {string.Join(", ", MappingKeys.All)}{Nearest.Hint(name, MappingKeys.All)}");
        }
    }

    private static MappingException Wrong(string path, byte[] bytes, long position, string message) =>
        new($"{path}:{bytes.AsSpan(0, (int)position).Count((byte)'\n') + 1}: {message}");

    // The framework's message repeats the place.
    private static string Reason(JsonException exception)
    {
        var end = exception.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? exception.Message : exception.Message[..end];
    }
}
