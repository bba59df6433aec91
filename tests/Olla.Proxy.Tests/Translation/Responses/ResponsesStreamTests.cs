using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Olla.Proxy.Translation.Responses;

namespace Olla.Proxy.Tests.Translation.Responses;

public sealed class ResponsesStreamTests
{
    private const string Started = "response.created response.in_progress ";

    public static TheoryData<string, string[], string> Streams => new()
    {
        {
            "text",
            [Delta("""{"role":"assistant","content":""}"""), Delta("""{"content":"Hel"}"""), Delta("""{"content":"lo"}"""), Finish("stop"), "[DONE]"],
            Started + "output_item.added:0:message content_part.added:0 output_text.delta:0:Hel output_text.delta:0:lo output_text.done:0:Hello content_part.done:0 output_item.done:0:message response.completed"
        },
        {
            "a thought, an answer, a call",
            [Delta("""{"reasoning_content":"hm"}"""), Delta("""{"content":"ok"}"""), Tool(0, "c1", "f", ""), Tool(0, "", "", "{}"), Finish("tool_calls"), "[DONE]"],
            Started + "output_item.added:0:reasoning content_part.added:0 reasoning_text.delta:0:hm reasoning_text.done:0:hm content_part.done:0 output_item.done:0:reasoning "
                + "output_item.added:1:message content_part.added:1 output_text.delta:1:ok output_text.done:1:ok content_part.done:1 output_item.done:1:message "
                + "output_item.added:2:function_call function_call_arguments.delta:2:{} function_call_arguments.done:2:{} output_item.done:2:function_call response.completed"
        },
        {
            "calls whose pieces come in turns",
            [Tool(0, "c1", "f", "{\"a\":"), Tool(1, "c2", "g", "{\"b\":"), Tool(0, "", "", "1}"), Tool(1, "", "", "2}"), Finish("tool_calls"), "[DONE]"],
            Started + "output_item.added:0:function_call function_call_arguments.delta:0:{\"a\": output_item.added:1:function_call function_call_arguments.delta:1:{\"b\": "
                + "function_call_arguments.delta:0:1} function_call_arguments.delta:1:2} function_call_arguments.done:0:{\"a\":1} output_item.done:0:function_call "
                + "function_call_arguments.done:1:{\"b\":2} output_item.done:1:function_call response.completed"
        },
        {
            "a call without arguments gets an empty object",
            [Tool(0, "c1", "f", ""), Finish("tool_calls"), "[DONE]"],
            Started + "output_item.added:0:function_call function_call_arguments.delta:0:{} function_call_arguments.done:0:{} output_item.done:0:function_call response.completed"
        },
        { "a limit", [Finish("length"), "[DONE]"], Started + "response.incomplete" },
        { "an error of the backend", [Delta("""{"content":"x"}"""), """{"error":{"message":"out of memory"}}""", "[DONE]"], Started + "output_item.added:0:message content_part.added:0 output_text.delta:0:x error:out of memory" },
        { "a body that ends too early", [Delta("""{"content":"x"}""")], Started + "output_item.added:0:message content_part.added:0 output_text.delta:0:x error:the backend ended its stream before the answer was complete" },
        { "nothing at all", [], "error:the backend ended its stream before the answer was complete" },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public void Chunks_become_the_events_of_a_response(string what, string[] chunks, string expected) =>
        Assert.Equal((what, expected), (what, string.Join(' ', Run(chunks).Select(Describe))));

    [Fact]
    public void Events_are_numbered_and_the_last_one_holds_the_whole_response()
    {
        var events = Run([Delta("""{"content":"Hi"}"""), Tool(0, "c1", "f", "{}"), Finish("tool_calls"), """{"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3}}""", "[DONE]"]);
        var response = events[^1]["response"]!;

        Assert.Equal(Enumerable.Range(0, events.Count), events.Select(one => one["sequence_number"]!.GetValue<int>()));
        Assert.Equal("completed", response["status"]!.GetValue<string>());
        Assert.Equal("Hi", response["output"]![0]!["content"]![0]!["text"]!.GetValue<string>());
        Assert.Equal(("c1", "f", "{}"), (response["output"]![1]!["call_id"]!.GetValue<string>(), response["output"]![1]!["name"]!.GetValue<string>(), response["output"]![1]!["arguments"]!.GetValue<string>()));
        Assert.Equal(10, response["usage"]!["total_tokens"]!.GetValue<int>());
        Assert.Equal("be brief", response["instructions"]!.GetValue<string>());
        Assert.Equal(1700000000, response["created_at"]!.GetValue<int>());
        Assert.Equal("in_progress", events[0]["response"]!["status"]!.GetValue<string>());
        Assert.Empty(events[0]["response"]!["output"]!.AsArray());
    }

    [Fact]
    public void A_whole_completion_becomes_a_whole_response()
    {
        Assert.True(ResponsesRequest.TryParse("""{"model":"m","input":"x"}"""u8.ToArray(), out var request, out _));
        using var parsed = request;
        var output = new ArrayBufferWriter<byte>();
        var problem = ResponseWriter.Write(
            """{"model":"real","choices":[{"finish_reason":"length","message":{"reasoning":"hm","content":"cut","tool_calls":[{"id":"a","function":{"name":"f","arguments":"{}"}},{"id":"b","function":{"name":"g","arguments":""}}]}}],"usage":{"prompt_tokens":1,"completion_tokens":2}}"""u8.ToArray(),
            new ResponseDraft(parsed, 1), output);
        var response = JsonNode.Parse(output.WrittenSpan)!;

        Assert.Null(problem);
        Assert.Equal("reasoning message function_call function_call", string.Join(' ', response["output"]!.AsArray().Select(item => item!["type"]!.GetValue<string>())));
        Assert.Equal(("incomplete", "max_output_tokens", "real"), (response["status"]!.GetValue<string>(), response["incomplete_details"]!["reason"]!.GetValue<string>(), response["model"]!.GetValue<string>()));
        Assert.Equal("{}", response["output"]![3]!["arguments"]!.GetValue<string>());
    }

    private static List<JsonObject> Run(string[] chunks)
    {
        Assert.True(ResponsesRequest.TryParse("""{"model":"m","input":"x","instructions":"be brief","stream":true}"""u8.ToArray(), out var request, out _));
        using var parsed = request;
        var output = new ArrayBufferWriter<byte>();
        using var stream = new ResponsesStream(output, new ResponseDraft(parsed, 1700000000));
        foreach (var chunk in chunks)
        {
            stream.Push(Encoding.UTF8.GetBytes(chunk));
        }

        stream.Complete();
        return [.. Encoding.UTF8.GetString(output.WrittenSpan).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(frame =>
        {
            var lines = frame.Split('\n');
            var data = JsonNode.Parse(lines[1]["data: ".Length..])!.AsObject();
            Assert.Equal("event: " + data["type"]!.GetValue<string>(), lines[0]);
            return data;
        })];
    }

    private static string Describe(JsonObject data)
    {
        var type = data["type"]!.GetValue<string>();
        var rest = type.StartsWith("response.", StringComparison.Ordinal) && data["response"] is null ? type["response.".Length..] : type;
        string?[] parts = [rest, data["output_index"]?.ToString(), data["item"]?["type"]?.ToString(), (data["delta"] ?? data["text"] ?? data["arguments"])?.ToString(), data["error"]?["message"]?.ToString()];
        return string.Join(':', parts.Where(part => part is not null));
    }

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
