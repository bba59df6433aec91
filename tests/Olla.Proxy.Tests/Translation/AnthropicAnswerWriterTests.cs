using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Olla.Proxy.Translation;

namespace Olla.Proxy.Tests.Translation;

public sealed class AnthropicAnswerWriterTests
{
    public static TheoryData<string, string, string> Answers => new()
    {
        { """{"content":"hi"}""", "stop", """{"content":[{"type":"text","text":"hi"}],"stop_reason":"end_turn"}""" },
        { """{"content":null}""", "content_filter", """{"content":[{"type":"text","text":""}],"stop_reason":"refusal"}""" },
        { """{"reasoning_content":"hm","content":"hi"}""", "length", """{"content":[{"type":"thinking","thinking":"hm","signature":""},{"type":"text","text":"hi"}],"stop_reason":"max_tokens"}""" },
        { """{"content":"","tool_calls":[{"id":"t1","function":{"name":"f","arguments":""}}]}""", "stop", """{"content":[{"type":"tool_use","id":"t1","name":"f","input":{}}],"stop_reason":"tool_use"}""" },
        { """{"tool_calls":[{"id":"t1","function":{"name":"f","arguments":"[1]"}}]}""", "function_call", """{"content":[{"type":"tool_use","id":"t1","name":"f","input":{}}],"stop_reason":"tool_use"}""" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void A_completion_becomes_a_message(string message, string finish, string expected)
    {
        var written = Translate($$"""{"model":"m","usage":{"prompt_tokens":3,"completion_tokens":4},"choices":[{"finish_reason":"{{finish}}","message":{{message}}}]}""");

        foreach (var (name, value) in JsonNode.Parse(expected)!.AsObject())
        {
            Assert.True(JsonNode.DeepEquals(value, written[name]), written.ToJsonString());
        }

        Assert.StartsWith("msg_01", written["id"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(3, written["usage"]!["input_tokens"]!.GetValue<int>());
        Assert.Equal(4, written["usage"]!["output_tokens"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("nothing", "failed to parse OpenAI response")]
    [InlineData("{}", "failed to transform response")]
    [InlineData("""{"choices":[]}""", "failed to transform response")]
    public void An_answer_without_a_message_is_reported(string body, string problem) =>
        Assert.Contains(problem, AnthropicAnswerWriter.Write(Encoding.UTF8.GetBytes(body), new ArrayBufferWriter<byte>()), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"error":{"message":"too long"}}""", "too long")]
    [InlineData("""{"error":"text"}""", "text")]
    [InlineData("""{"detail":"no such model"}""", "no such model")]
    [InlineData("upstream fell over", "upstream fell over")]
    [InlineData("", "Backend error")]
    public void The_sentence_of_a_backend_error_is_found(string body, string message) =>
        Assert.Equal(message, BackendErrors.MessageOf(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void A_turn_of_the_assistant_survives_the_way_there_and_back()
    {
        var word = Gen.String[Gen.Char["abc xyz~{}[]é漢\n\"\\"], 1, 20];
        var call = Gen.Select(Gen.Int[0, 999], word, Gen.Int, (number, name, value) => (Id: $"t{number}", Name: name, Value: value));
        Gen.Select(word, call.Array[0, 4]).Sample((text, calls) =>
        {
            var blocks = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text });
            foreach (var (id, name, value) in calls)
            {
                blocks.Add(new JsonObject { ["type"] = "tool_use", ["id"] = id, ["name"] = name, ["input"] = new JsonObject { ["v"] = value, ["s"] = text } });
            }

            var there = new ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(there))
            using (var message = JsonDocument.Parse(new JsonObject { ["role"] = "assistant", ["content"] = blocks.DeepClone() }.ToJsonString()))
            {
                Assert.Null(OpenAiMessageWriter.Write(writer, message.RootElement));
            }

            var back = Translate($$"""{"choices":[{"message":{{Encoding.UTF8.GetString(there.WrittenSpan)}}}]}""");
            Assert.True(JsonNode.DeepEquals(blocks, back["content"]), back.ToJsonString());
        }, iter: 200);
    }

    private static JsonObject Translate(string completion)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.Null(AnthropicAnswerWriter.Write(Encoding.UTF8.GetBytes(completion), output));
        return JsonNode.Parse(output.WrittenSpan)!.AsObject();
    }
}
