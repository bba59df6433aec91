using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Olla.Proxy.Translation;

namespace Olla.Proxy.Tests.Translation;

public sealed class AnthropicStreamTests
{
    public static TheoryData<string, string[], string> Streams => new()
    {
        {
            "text",
            [Delta("""{"role":"assistant","content":""}"""), Delta("""{"content":"Hel"}"""), Delta("""{"content":"lo"}"""), Finish("stop"), "[DONE]"],
            "message_start start:0:text delta:Hel delta:lo stop:0 message_delta:end_turn message_stop"
        },
        {
            "reasoning, answer, tool",
            [Delta("""{"reasoning":"hm"}"""), Delta("""{"content":"ok"}"""), Tool(0, "t1", "f", ""), Tool(0, "", "", "{}"), Finish("tool_calls"), "[DONE]"],
            "message_start start:0:thinking delta:hm stop:0 start:1:text delta:ok stop:1 start:2:tool_use delta:{} stop:2 message_delta:tool_use message_stop"
        },
        {
            "a tool without arguments",
            [Tool(0, "t1", "f", ""), Finish("tool_calls"), "[DONE]"],
            "message_start start:0:tool_use stop:0 message_delta:tool_use message_stop"
        },
        {
            "sequential tools",
            [Tool(0, "t1", "f", "{}"), Tool(1, "t2", "g", "{\"a\""), Tool(1, "t2", "g", ":1}"), Finish("stop"), "[DONE]"],
            "message_start start:0:tool_use delta:{} stop:0 start:1:tool_use delta:{\"a\" delta::1} stop:1 message_delta:tool_use message_stop"
        },
        {
            "interleaved tools wait for their turn",
            [Tool(0, "t1", "f", "{\"a\":"), Tool(1, "t2", "g", "{\"b\":"), Tool(0, "", "", "1}"), Tool(1, "", "", "2}"), Finish("tool_calls"), "[DONE]"],
            "message_start start:0:tool_use delta:{\"a\": delta:1} stop:0 start:1:tool_use delta:{\"b\": delta:2} stop:1 message_delta:tool_use message_stop"
        },
        {
            "arguments before the name",
            [Tool(0, "", "", "{\"a\""), Tool(0, "t1", "f", ":1}"), Finish("tool_calls"), "[DONE]"],
            "message_start start:0:tool_use delta:{\"a\":1} stop:0 message_delta:tool_use message_stop"
        },
        { "nothing at all but a finish", [Finish("length"), "[DONE]"], "message_start message_delta:max_tokens message_stop" },
        { "malformed chunks are passed over", ["{", Delta("""{"content":"x"}"""), Finish("stop")], "message_start start:0:text delta:x stop:0 message_delta:end_turn message_stop" },
        { "an error of the backend", [Delta("""{"content":"x"}"""), """{"error":{"message":"out of memory"}}""", "[DONE]"], "message_start start:0:text delta:x error:out of memory" },
        { "a body that ends too early", [Delta("""{"content":"x"}""")], "message_start start:0:text delta:x error:the backend ended its stream before the answer was complete" },
        {
            "arguments for a block that was closed",
            [Tool(0, "t1", "f", "{}"), Delta("""{"content":"x"}"""), Tool(0, "", "", "1"), "[DONE]"],
            "message_start start:0:tool_use delta:{} stop:0 start:1:text delta:x error:tool arguments received for already-stopped block (tool_index=0, block_index=0)"
        },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public void Chunks_become_the_events_of_a_message(string what, string[] chunks, string expected) =>
        Assert.Equal((what, expected), (what, Describe(Run(chunks))));

    [Fact]
    public void Usage_of_the_backend_wins_over_the_estimate()
    {
        var events = Run([Delta("""{"content":"x"}"""), Finish("stop"), """{"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3}}""", "[DONE]"]);

        Assert.Equal(11, events[0]["message"]!["usage"]!["input_tokens"]!.GetValue<int>());
        Assert.Equal(7, events[^2]["usage"]!["input_tokens"]!.GetValue<int>());
        Assert.Equal(3, events[^2]["usage"]!["output_tokens"]!.GetValue<int>());
    }

    [Fact]
    public void A_whole_answer_becomes_the_same_events()
    {
        var output = new ArrayBufferWriter<byte>();
        using var stream = new AnthropicStream(output, 1);
        using var answer = System.Text.Json.JsonDocument.Parse(
            """{"model":"m","choices":[{"finish_reason":"tool_calls","message":{"content":"ok","tool_calls":[{"id":"a","function":{"name":"f","arguments":"{\"x\":1}"}},{"id":"b","function":{"name":"g","arguments":""}}]}}]}""");
        stream.PushWholeAnswer(answer.RootElement);
        stream.Complete();

        Assert.Equal(
            "message_start start:0:text delta:ok stop:0 start:1:tool_use delta:{\"x\":1} stop:1 start:2:tool_use stop:2 message_delta:tool_use message_stop",
            Describe(Parse(output)));
    }

    [Fact]
    public void Arguments_cut_and_interleaved_anywhere_arrive_whole_per_call()
    {
        var text = Gen.Char["abcxyz\"\\{}[é\n"].Array[0, 12].Select(letters => new string(letters));
        var calls = Gen.Select(Gen.Int[-9, 9], text, (number, word) =>
            new JsonObject { ["n"] = number, ["deep"] = new JsonObject { ["s"] = word } }.ToJsonString()).Array[1, 4];
        Gen.Select(calls, Gen.Int[0, 99].Array[64]).Sample((arguments, choices) =>
        {
            // Every call is announced in order; then pieces of random length of random calls follow until all is said.
            var rest = arguments.ToArray();
            var chunks = arguments.Select((_, index) => Tool(index, $"t{index}", $"f{index}", "")).ToList();
            for (var turn = 0; rest.Any(left => left.Length > 0); turn++)
            {
                var open = Enumerable.Range(0, rest.Length).Where(index => rest[index].Length > 0).ToList();
                var index = open[choices[turn % choices.Length] % open.Count];
                var length = Math.Min(rest[index].Length, 1 + (choices[(turn + 7) % choices.Length] % 5));
                chunks.Add(Tool(index, "", "", rest[index][..length]));
                rest[index] = rest[index][length..];
            }

            chunks.AddRange([Finish("tool_calls"), "[DONE]"]);
            var events = Run([.. chunks]);
            for (var index = 0; index < arguments.Length; index++)
            {
                var joined = string.Concat(events.Where(one => TypeOf(one) == "content_block_delta" && one["index"]!.GetValue<int>() == index)
                    .Select(one => one["delta"]!["partial_json"]!.GetValue<string>()));
                Assert.Equal(arguments[index], joined);
            }
        }, iter: 200);
    }

    private static List<JsonObject> Run(string[] chunks)
    {
        var output = new ArrayBufferWriter<byte>();
        using var stream = new AnthropicStream(output, 11);
        foreach (var chunk in chunks)
        {
            stream.Push(Encoding.UTF8.GetBytes(chunk));
        }

        stream.Complete();
        return Parse(output);
    }

    private static List<JsonObject> Parse(ArrayBufferWriter<byte> output)
    {
        var frames = Encoding.UTF8.GetString(output.WrittenSpan).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        return [.. frames.Select(frame =>
        {
            var lines = frame.Split('\n');
            Assert.Equal(2, lines.Length);
            var data = JsonNode.Parse(lines[1]["data: ".Length..])!.AsObject();
            Assert.Equal("event: " + TypeOf(data), lines[0]);
            return data;
        })];
    }

    private static string TypeOf(JsonObject data) => data["type"]!.GetValue<string>();

    private static string Describe(IEnumerable<JsonObject> events) => string.Join(' ', events.Select(data => TypeOf(data) switch
    {
        "content_block_start" => $"start:{data["index"]}:{data["content_block"]!["type"]}",
        "content_block_delta" => "delta:" + (data["delta"]!["text"] ?? data["delta"]!["thinking"] ?? data["delta"]!["partial_json"])!,
        "content_block_stop" => $"stop:{data["index"]}",
        "message_delta" => $"message_delta:{data["delta"]!["stop_reason"]}",
        "error" => $"error:{data["error"]!["message"]}",
        var other => other,
    }));

    private static string Delta(string delta) => $$"""{"model":"m","choices":[{"index":0,"delta":{{delta}}}]}""";

    private static string Finish(string reason) => $$"""{"choices":[{"index":0,"delta":{},"finish_reason":"{{reason}}"}]}""";

    private static string Tool(int index, string id, string name, string arguments)
    {
        var call = new JsonObject { ["index"] = index, ["function"] = new JsonObject { ["arguments"] = arguments } };
        if (id.Length > 0)
        {
            call["id"] = id;
            call["function"]!["name"] = name;
        }

        return Delta(new JsonObject { ["tool_calls"] = new JsonArray(call) }.ToJsonString());
    }
}
