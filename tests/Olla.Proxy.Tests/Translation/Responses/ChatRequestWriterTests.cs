using System.Buffers;
using System.Text;
using Olla.Proxy.Translation.Responses;

namespace Olla.Proxy.Tests.Translation.Responses;

public sealed class ChatRequestWriterTests
{
    public static TheoryData<string, string, string> Requests => new()
    {
        { "a text", """{"model":"m","input":"hi"}""", """{"model":"m","messages":[{"role":"user","content":"hi"}],"stream":false}""" },
        {
            "instructions and limits",
            """{"model":"m","instructions":"be brief","input":"hi","max_output_tokens":9,"temperature":0.5,"top_p":1,"user":"u","reasoning":{"effort":"low"},"store":true,"metadata":{"a":"b"}}""",
            """{"model":"m","messages":[{"role":"system","content":"be brief"},{"role":"user","content":"hi"}],"max_tokens":9,"temperature":0.5,"top_p":1,"user":"u","reasoning_effort":"low","stream":false}"""
        },
        {
            "a stream asks for its usage",
            """{"model":"m","input":"hi","stream":true}""",
            """{"model":"m","messages":[{"role":"user","content":"hi"}],"stream":true,"stream_options":{"include_usage":true}}"""
        },
        {
            "roles and parts",
            """{"model":"m","input":[{"role":"developer","content":"d"},{"type":"message","role":"user","content":[{"type":"input_text","text":"a"},{"type":"input_text","text":"b"}]},{"role":"assistant","content":[{"type":"output_text","text":"c"}]}]}""",
            """{"model":"m","messages":[{"role":"system","content":"d"},{"role":"user","content":"ab"},{"role":"assistant","content":"c"}],"stream":false}"""
        },
        {
            "images",
            """{"model":"m","input":[{"role":"user","content":[{"type":"input_text","text":"a"},{"type":"input_image","image_url":"data:image/png;base64,AA==","detail":"low"}]}]}""",
            """{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AA==","detail":"low"}}]}],"stream":false}"""
        },
        {
            "calls behind an answer are one message, their outputs follow",
            """{"model":"m","input":[{"role":"user","content":"q"},{"type":"reasoning","id":"rs_1","summary":[]},{"role":"assistant","content":"let me see"},{"type":"function_call","call_id":"c1","name":"f","arguments":"{\"a\":1}"},{"type":"function_call","call_id":"c2","name":"g","arguments":""},{"type":"function_call_output","call_id":"c1","output":"one"},{"type":"function_call_output","call_id":"c2","output":[{"type":"input_text","text":"two"}]}]}""",
            """{"model":"m","messages":[{"role":"user","content":"q"},{"role":"assistant","content":"let me see","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}},{"id":"c2","type":"function","function":{"name":"g","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c1","content":"one"},{"role":"tool","tool_call_id":"c2","content":"two"}],"stream":false}"""
        },
        {
            "functions, not the server's own tools",
            """{"model":"m","input":"q","tools":[{"type":"web_search"},{"type":"function","name":"f","description":null,"parameters":{"type":"object"},"strict":true}],"tool_choice":{"type":"function","name":"f"},"parallel_tool_calls":false}""",
            """{"model":"m","messages":[{"role":"user","content":"q"}],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"},"strict":true}}],"tool_choice":{"type":"function","function":{"name":"f"}},"parallel_tool_calls":false,"stream":false}"""
        },
        {
            "a schema for the answer",
            """{"model":"m","input":"q","text":{"format":{"type":"json_schema","name":"s","schema":{"type":"object"},"strict":true}}}""",
            """{"model":"m","messages":[{"role":"user","content":"q"}],"response_format":{"type":"json_schema","json_schema":{"name":"s","schema":{"type":"object"},"strict":true}},"stream":false}"""
        },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void A_request_becomes_a_chat_completion(string what, string request, string expected) => Assert.Equal((what, expected), (what, Write(request).Body));

    [Theory]
    [InlineData("""{"model":"m"}""", "input is missing")]
    [InlineData("""{"model":"m","input":7}""", "input must be a text or a list of items, got Number")]
    [InlineData("""{"model":"m","input":["x"]}""", "an item of input must be an object, got String")]
    [InlineData("""{"model":"m","input":[{"role":"user"}]}""", "a message of input needs a content")]
    [InlineData("""{"model":"m","input":"x","previous_response_id":"resp_1"}""", "previous_response_id needs a backend that serves the Responses API itself")]
    [InlineData("""{"model":"m","input":"x","background":true}""", "background needs a backend")]
    [InlineData("""{"model":"m","input":[{"type":"item_reference","id":"x"}]}""", "item_reference needs a backend")]
    [InlineData("""{"model":"m","input":[{"role":"user","content":[{"type":"input_image","file_id":"f"}]}]}""", "input_image needs an image_url")]
    public void What_a_chat_completion_cannot_say_is_told(string request, string problem) =>
        Assert.StartsWith(problem, Write(request).Problem, StringComparison.Ordinal);

    private static (string Body, string? Problem) Write(string json)
    {
        Assert.True(ResponsesRequest.TryParse(Encoding.UTF8.GetBytes(json), out var request, out _));
        using (request)
        {
            var output = new ArrayBufferWriter<byte>();
            var problem = ChatRequestWriter.Write(request, output);
            return (Encoding.UTF8.GetString(output.WrittenSpan), problem);
        }
    }
}
