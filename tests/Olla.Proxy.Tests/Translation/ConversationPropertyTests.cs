using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Olla.Proxy.Translation;

namespace Olla.Proxy.Tests.Translation;

/// <summary>Whatever is said in the one language reads the same in the other: text, tools, order and ids.</summary>
public sealed class ConversationPropertyTests
{
    private static readonly Gen<string> Text = Gen.Char["ab \"\\{}[]:,é漢\n\u0001"].Array[1, 8].Select(letters => new string(letters));
    private static readonly Gen<JsonObject> Arguments = Gen.Select(Gen.Int[-5, 5], Text, Gen.Bool, (number, word, nested) => nested
        ? new JsonObject { ["n"] = number, ["o"] = new JsonObject { ["w"] = word, ["l"] = new JsonArray(1, null, word) } }
        : new JsonObject { [word] = number });

    /// <summary>What an assistant says: text or not, and calls. A call's id is given later, so that all differ.</summary>
    private static readonly Gen<Said> Assistant = Gen.Select(Text, Gen.Bool, Gen.Select(Text, Arguments, (name, input) => new Used("", name, input.ToJsonString())).Array[0, 3],
        (text, speaks, uses) => new Said(speaks || uses.Length == 0 ? text : "", uses));

    private static readonly Gen<(Said Assistant, string[] Results, string User, bool Blocks)[]> Turns =
        Gen.Select(Assistant, Text.Array[3], Text, Gen.Bool).Array[0, 5];

    [Fact]
    public void A_conversation_keeps_its_text_tools_order_and_ids_on_the_way_to_a_backend()
    {
        Gen.Select(Text, Turns, Gen.Bool).Sample((opening, turns, hasSystem) =>
        {
            var messages = new JsonArray(Message("user", opening));
            var expected = new List<string> { "user " + opening };
            var number = 0;
            foreach (var (assistant, results, user, asBlocks) in turns)
            {
                var uses = assistant.Uses.Select(use => use with { Id = $"toolu_{number++}" }).ToArray();
                messages.Add(Message("assistant", Blocks(assistant.Text, uses)));
                expected.Add($"assistant {assistant.Text}" + string.Concat(uses.Select(use => $" | {use.Id} {use.Name} {use.Input}")));
                var answers = uses.Select((use, index) => (use.Id, Text: results[index % results.Length])).ToArray();
                messages.Add(Message("user", answers.Length == 0 && !asBlocks ? user : Answers(answers, user)));
                expected.AddRange(answers.Select(answer => $"tool {answer.Id} {answer.Text}"));
                expected.Add("user " + user);
            }

            var request = new JsonObject { ["model"] = "m", ["max_tokens"] = 1, ["messages"] = messages };
            if (hasSystem)
            {
                request["system"] = opening;
                expected.Insert(0, "system " + opening);
            }

            Assert.Equal(expected, ReadChat(Write(request)));
        }, iter: 300);
    }

    [Fact]
    public void An_answer_keeps_its_text_tools_order_and_ids_on_the_way_back_whole_or_in_any_pieces()
    {
        Gen.Select(Assistant, Text, Gen.Bool, Gen.Int[1, 7]).Sample((assistant, thought, thinks, size) =>
        {
            var uses = assistant.Uses.Select((use, index) => use with { Id = $"call_{index}" }).ToArray();
            var expected = (thinks ? $"thinking {thought} | " : "") + (assistant.Text.Length > 0 ? $"text {assistant.Text} | " : "")
                + string.Concat(uses.Select(use => $"{use.Id} {use.Name} {use.Input} | "));
            Assert.Equal(expected, ReadMessage(Whole(assistant.Text, uses, thinks ? thought : null)));
            Assert.Equal(expected, ReadStream(Streamed(assistant.Text, uses, thinks ? thought : null, size)));
        }, iter: 300);
    }

    private static JsonObject Message(string role, JsonNode content) => new() { ["role"] = role, ["content"] = content };

    private static JsonArray Blocks(string text, Used[] uses)
    {
        var blocks = new JsonArray();
        if (text.Length > 0)
        {
            blocks.Add(new JsonObject { ["type"] = "text", ["text"] = text });
        }

        foreach (var use in uses)
        {
            blocks.Add(new JsonObject { ["type"] = "tool_use", ["id"] = use.Id, ["name"] = use.Name, ["input"] = JsonNode.Parse(use.Input) });
        }

        return blocks;
    }

    private static JsonArray Answers((string Id, string Text)[] answers, string user)
    {
        var blocks = new JsonArray();
        foreach (var (id, text) in answers)
        {
            blocks.Add(new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = id, ["content"] = text });
        }

        blocks.Add(new JsonObject { ["type"] = "text", ["text"] = user });
        return blocks;
    }

    private static JsonNode Write(JsonObject request)
    {
        Assert.True(AnthropicRequest.TryParse(Encoding.UTF8.GetBytes(request.ToJsonString()), out var parsed, out var error), error);
        using (parsed)
        {
            var output = new ArrayBufferWriter<byte>();
            Assert.Null(OpenAiRequestWriter.Write(parsed, output));
            return JsonNode.Parse(output.WrittenSpan)!;
        }
    }

    /// <summary>A chat request as a backend understands it, one line a message.</summary>
    private static IEnumerable<string> ReadChat(JsonNode chat) => chat["messages"]!.AsArray().Select(message =>
    {
        var role = message!["role"]!.GetValue<string>();
        var text = message["content"]?.GetValue<string>() ?? "";
        var calls = message["tool_calls"]?.AsArray().Select(call =>
            $" | {call!["id"]} {call["function"]!["name"]!.GetValue<string>()} {JsonNode.Parse(call["function"]!["arguments"]!.GetValue<string>())!.ToJsonString()}") ?? [];
        return role == "tool" ? $"tool {message["tool_call_id"]} {text}" : $"{role} {text}" + string.Concat(calls);
    });

    private static JsonArray Calls(Used[] uses) => new([.. uses.Select((use, index) => new JsonObject
    {
        ["index"] = index,
        ["id"] = use.Id,
        ["function"] = new JsonObject { ["name"] = use.Name, ["arguments"] = use.Input },
    })]);

    private static JsonNode Whole(string text, Used[] uses, string? thought)
    {
        var message = new JsonObject { ["content"] = text, ["reasoning_content"] = thought, ["tool_calls"] = Calls(uses) };
        var completion = new JsonObject { ["choices"] = new JsonArray(new JsonObject { ["finish_reason"] = "stop", ["message"] = message }) };
        var output = new ArrayBufferWriter<byte>();
        Assert.Null(AnthropicAnswerWriter.Write(Encoding.UTF8.GetBytes(completion.ToJsonString()), output));
        return JsonNode.Parse(output.WrittenSpan)!;
    }

    private static string Streamed(string text, Used[] uses, string? thought, int size)
    {
        var output = new ArrayBufferWriter<byte>();
        using var stream = new AnthropicStream(output, 1);
        void Push(JsonObject delta) => stream.Push(Encoding.UTF8.GetBytes(
            new JsonObject { ["choices"] = new JsonArray(new JsonObject { ["delta"] = delta }) }.ToJsonString()));
        foreach (var piece in Pieces(thought ?? "", size))
        {
            Push(new JsonObject { ["reasoning"] = piece });
        }

        foreach (var piece in Pieces(text, size))
        {
            Push(new JsonObject { ["content"] = piece });
        }

        for (var index = 0; index < uses.Length; index++)
        {
            Push(new JsonObject { ["tool_calls"] = new JsonArray(new JsonObject { ["index"] = index, ["id"] = uses[index].Id, ["function"] = new JsonObject { ["name"] = uses[index].Name } }) });
            foreach (var piece in Pieces(uses[index].Input, size))
            {
                Push(new JsonObject { ["tool_calls"] = new JsonArray(new JsonObject { ["index"] = index, ["function"] = new JsonObject { ["arguments"] = piece } }) });
            }
        }

        stream.Push("[DONE]"u8.ToArray());
        stream.Complete();
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static IEnumerable<string> Pieces(string text, int size) => text.Chunk(size).Select(piece => new string(piece));

    private static string ReadMessage(JsonNode message) => string.Concat(message["content"]!.AsArray().Select(block => Describe(block!, block!["input"]?.ToJsonString() ?? "")));

    /// <summary>A streamed message as a client puts it together.</summary>
    private static string ReadStream(string stream)
    {
        var blocks = new List<(JsonNode Start, StringBuilder Text)>();
        foreach (var data in stream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(frame => JsonNode.Parse(frame[(frame.IndexOf("data: ", StringComparison.Ordinal) + 6)..])!))
        {
            if (data["content_block"] is { } start)
            {
                blocks.Add((start, new StringBuilder()));
            }
            else if (data["type"]!.GetValue<string>() == "content_block_delta")
            {
                var delta = data["delta"]!;
                blocks[data["index"]!.GetValue<int>()].Text.Append((delta["text"] ?? delta["thinking"] ?? delta["partial_json"])!.GetValue<string>());
            }
        }

        return string.Concat(blocks.Select(block =>
        {
            var kind = block.Start["type"]!.GetValue<string>();
            if (kind == "tool_use")
            {
                return Describe(block.Start, JsonNode.Parse(block.Text.ToString())!.ToJsonString());
            }

            block.Start[kind] = block.Text.ToString();
            return Describe(block.Start, "");
        }));
    }

    private static string Describe(JsonNode block, string input) => block["type"]!.GetValue<string>() switch
    {
        "tool_use" => $"{block["id"]} {block["name"]!.GetValue<string>()} {input} | ",
        var kind => $"{kind} {block[kind]!.GetValue<string>()} | ",
    };

    private sealed record Used(string Id, string Name, string Input);

    private sealed record Said(string Text, Used[] Uses);
}
