using System.Text;
using System.Text.Json;

namespace Olla.Proxy.Routing;

/// <summary>What the router wants to know of a body; the fewer questions, the earlier the reading stops.</summary>
/// <param name="Capabilities">Capabilities worth detecting, because they would narrow this fleet.</param>
/// <param name="Prefix">Whether the place of <c>messages</c> or <c>prompt</c> is wanted, for a sticky key.</param>
internal readonly record struct InspectionQuestions(Capabilities Capabilities, bool Prefix);

/// <summary>
/// Reads just enough of a JSON body to route it: forward only, without a document, and no further than the last answer.
/// A body that is not JSON, or breaks off, gives what was found before the break and is no error here.
/// </summary>
internal static class RequestInspector
{
    /// <summary>Enough for the longest names in use ("organisation/family-size-variant-quantisation"); longer ones cost a string.</summary>
    public const int ModelBuffer = 256;

    /// <summary>Bodies above this are read for model and stream only.</summary>
    private const int FullInspectionLimit = 1 << 20;

    /// <summary>Bytes of a large body that are searched before giving up: the model usually stands first or after the messages.</summary>
    private const int ScanLimit = 8 << 20;

    private static readonly JsonReaderOptions ReaderOptions = new() { AllowTrailingCommas = true, MaxDepth = 512 };

    /// <summary>Inspects <paramref name="body"/>; the model goes to <paramref name="model"/>, which must hold <see cref="ModelBuffer"/>.</summary>
    public static InspectedBody Inspect(ReadOnlySpan<byte> body, InspectionQuestions questions, Span<char> model)
    {
        var found = new InspectedBody();
        if (!StartsAnObject(body))
        {
            return found;
        }

        if (body.Length > FullInspectionLimit)
        {
            questions = questions with { Capabilities = Capabilities.None };
            body = body[..Math.Min(body.Length, ScanLimit)];
        }

        try
        {
            ReadTopLevel(body, questions, model, ref found);
        }
        catch (JsonException)
        {
            // Broken JSON goes to the backend as it is; what stood before the break still routes it.
        }

        return found;
    }

    private static bool StartsAnObject(ReadOnlySpan<byte> body)
    {
        var start = body.IndexOfAnyExcept(" \t\r\n"u8);
        return start >= 0 && body[start] == (byte)'{';
    }

    private static void ReadTopLevel(ReadOnlySpan<byte> body, InspectionQuestions questions, Span<char> model, ref InspectedBody found)
    {
        // Not final: a body cut at the scan limit ends the loop instead of throwing.
        var reader = new Utf8JsonReader(body, isFinalBlock: false, new JsonReaderState(ReaderOptions));
        reader.Read();
        var modelIsExact = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("model"u8))
            {
                if (!reader.Read())
                {
                    break;
                }

                modelIsExact = TakeModel(ref reader, model, ref found);
            }
            else if (reader.ValueTextEquals("stream"u8))
            {
                if (!reader.Read())
                {
                    break;
                }

                found.Stream = reader.TokenType switch
                {
                    JsonTokenType.True => true,
                    JsonTokenType.False => false,
                    _ => null,
                };
            }
            else if (!ReadOther(ref reader, body, questions, model, modelIsExact, ref found))
            {
                break;
            }

            if (modelIsExact && found.Stream is not null && questions == default)
            {
                return;
            }

            if (!reader.TrySkip())
            {
                break;
            }
        }

        if (!found.HasModel)
        {
            TakeModelOfFirstMessage(body[found.Messages], model, ref found);
        }
    }

    /// <summary>Handles every property but the two that all requests are asked for; leaves the reader on the value. False at the end of the data.</summary>
    private static bool ReadOther(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> body, InspectionQuestions questions, Span<char> model, bool modelIsExact, ref InspectedBody found)
    {
        if (reader.ValueTextEquals("messages"u8))
        {
            if (!TakeRange(ref reader, out found.Messages))
            {
                return false;
            }

            if (MessageInspector.CanShow(questions.Capabilities) && !body[found.Messages].IsEmpty)
            {
                found.Needs |= MessageInspector.Inspect(body[found.Messages]) & questions.Capabilities;
            }

            return true;
        }

        if (reader.ValueTextEquals("prompt"u8))
        {
            return TakeRange(ref reader, out found.Prompt);
        }

        var anyCaseModel = !found.HasModel && !modelIsExact && !reader.HasValueSequence && Ascii.EqualsIgnoreCase(reader.ValueSpan, "model"u8);
        var needs = NeedsShownBy(ref reader) & questions.Capabilities;
        var isLanguage = reader.ValueTextEquals("language"u8);
        var isCodeModel = reader.ValueTextEquals("code_model"u8);
        if (!reader.Read())
        {
            return false;
        }

        if (anyCaseModel)
        {
            TakeModel(ref reader, model, ref found);
        }

        if (reader.TokenType != JsonTokenType.Null)
        {
            found.Needs |= needs;
        }

        if ((isLanguage && reader.TokenType == JsonTokenType.String) || (isCodeModel && reader.TokenType == JsonTokenType.True))
        {
            found.Needs |= Capabilities.Code & questions.Capabilities;
        }

        return true;
    }

    private static Capabilities NeedsShownBy(ref Utf8JsonReader property)
    {
        if (property.ValueTextEquals("tools"u8) || property.ValueTextEquals("functions"u8)
            || property.ValueTextEquals("tool_choice"u8) || property.ValueTextEquals("function_call"u8))
        {
            return Capabilities.Functions;
        }

        return property.ValueTextEquals("input"u8) ? Capabilities.Embeddings : Capabilities.None;
    }

    /// <summary>Moves over the value and says where its raw text is; nothing for null and for an empty list.</summary>
    private static bool TakeRange(ref Utf8JsonReader reader, out Range range)
    {
        range = default;
        if (!reader.Read())
        {
            return false;
        }

        var start = (int)reader.TokenStartIndex;
        var isNull = reader.TokenType == JsonTokenType.Null;
        var isList = reader.TokenType == JsonTokenType.StartArray;
        if (!reader.TrySkip())
        {
            return false;
        }

        var end = (int)reader.BytesConsumed;
        var isEmpty = isNull || (isList && end - start == 2);
        range = isEmpty ? default : start..end;
        return true;
    }

    private static bool TakeModel(ref Utf8JsonReader reader, Span<char> model, ref InspectedBody found)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return false;
        }

        found.ModelLength = 0;
        found.LongModel = null;
        if (reader.ValueSpan.Length > ModelBuffer)
        {
            var longModel = reader.GetString()!.Trim().ToLowerInvariant();
            found.LongModel = longModel.Length > 0 ? longModel : null;
            return found.HasModel;
        }

        // A UTF-8 value never has more characters than bytes.
        Span<char> characters = stackalloc char[ModelBuffer];
        var name = ((ReadOnlySpan<char>)characters[..reader.CopyString(characters)]).Trim();
        found.ModelLength = Math.Max(0, name.ToLowerInvariant(model));
        return found.HasModel;
    }

    private static void TakeModelOfFirstMessage(ReadOnlySpan<byte> messages, Span<char> model, ref InspectedBody found)
    {
        var reader = new Utf8JsonReader(messages, isFinalBlock: false, new JsonReaderState(ReaderOptions));
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray || !reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isModel = reader.ValueTextEquals("model"u8);
            if (!reader.Read())
            {
                return;
            }

            if (isModel)
            {
                TakeModel(ref reader, model, ref found);
                return;
            }

            if (!reader.TrySkip())
            {
                return;
            }
        }
    }
}
