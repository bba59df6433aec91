using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Olla.Proxy.Translation;

namespace Olla.Proxy.Tests.Translation;

public sealed class OpenAiRequestWriterTests
{
    private const string Head = """ "model":"m","max_tokens":5 """;

    public static TheoryData<string, string, string> Mappings => new()
    {
        // what, Messages API request, the part of the OpenAI request it becomes
        { "a string", """{ "messages":[{"role":"user","content":"hi"}] }""", """{"messages":[{"role":"user","content":"hi"}]}""" },
        { "no tokens asked but a stream", """{ "stream":true,"messages":[{"role":"user","content":"hi"}] }""", """{"stream":true,"stream_options":{"include_usage":true}}""" },
        { "sampling", """{ "temperature":0.5,"top_p":0.9,"top_k":40,"stop_sequences":["x"],"metadata":{"user_id":"u1"},"messages":[{"role":"user","content":"hi"}] }""", """{"temperature":0.5,"top_p":0.9,"top_k":40,"stop":["x"],"user":"u1","stream":false}""" },
        { "system as a string", """{ "system":"be kind","messages":[{"role":"user","content":"hi"}] }""", """{"messages":[{"role":"system","content":"be kind"},{"role":"user","content":"hi"}]}""" },
        { "system as blocks with cache control", """{ "system":[{"type":"text","text":"be "},{"type":"text","text":"kind","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":"hi"}] }""", """{"messages":[{"role":"system","content":"be kind"},{"role":"user","content":"hi"}]}""" },
        { "an empty message disappears", """{ "messages":[{"role":"user","content":""},{"role":"user","content":"hi"}] }""", """{"messages":[{"role":"user","content":"hi"}]}""" },
        { "text blocks", """{ "messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}] }""", """{"messages":[{"role":"user","content":"ab"}]}""" },
        { "images in order", """{ "messages":[{"role":"user","content":[{"type":"text","text":"see"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"QUJD"}},{"type":"image","source":{"type":"url","url":"http://x/y.png"}}]}] }""", """{"messages":[{"role":"user","content":[{"type":"text","text":"see"},{"type":"image_url","image_url":{"url":"data:image/png;base64,QUJD"}},{"type":"image_url","image_url":{"url":"http://x/y.png"}}]}]}""" },
        { "tool results come before text", """{ "messages":[{"role":"user","content":[{"type":"text","text":"and?"},{"type":"tool_result","tool_use_id":"t1","content":"42"}]}] }""", """{"messages":[{"role":"tool","tool_call_id":"t1","content":"42"},{"role":"user","content":"and?"}]}""" },
        { "a failed tool", """{ "messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","is_error":true,"content":[{"type":"text","text":"boom"}]}]}] }""", """{"messages":[{"role":"tool","tool_call_id":"t1","content":"Error: boom"}]}""" },
        { "a tool without a result", """{ "messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1"}]}] }""", """{"messages":[{"role":"tool","tool_call_id":"t1","content":""}]}""" },
        { "a structured result", """{ "messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":{"type":"json","value":1}}]}] }""", """{"messages":[{"role":"tool","tool_call_id":"t1","content":"{\"type\":\"json\",\"value\":1}"}]}""" },
        { "calls of the assistant", """{ "messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":"ok"},{"type":"tool_use","id":"t1","name":"f","input":{"a":[1,2]}},{"type":"tool_use","id":"t2","name":"g"}]}] }""", """{"messages":[{"role":"assistant","content":"ok","tool_calls":[{"id":"t1","type":"function","function":{"name":"f","arguments":"{\"a\":[1,2]}"}},{"id":"t2","type":"function","function":{"name":"g","arguments":"{}"}}]}]}""" },
        { "only calls", """{ "messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"f","input":{}}]}] }""", """{"messages":[{"role":"assistant","content":null,"tool_calls":[{"id":"t1","type":"function","function":{"name":"f","arguments":"{}"}}]}]}""" },
        { "tools, server tools left out", """{ "tools":[{"name":"f","description":"d","input_schema":{"type":"object"}},{"type":"web_search_20250305","name":"web_search"}],"tool_choice":{"type":"any","disable_parallel_tool_use":true},"messages":[{"role":"user","content":"hi"}] }""", """{"tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"}}}],"tool_choice":"required","parallel_tool_calls":false}""" },
        { "tool choice none", """{ "tools":[{"name":"f","input_schema":{}}],"tool_choice":{"type":"none"},"messages":[{"role":"user","content":"hi"}] }""", """{"tool_choice":"none"}""" },
        { "tool choice by name", """{ "tools":[{"name":"f","input_schema":{}}],"tool_choice":{"type":"tool","name":"f"},"messages":[{"role":"user","content":"hi"}] }""", """{"tool_choice":{"type":"function","function":{"name":"f"}}}""" },
    };

    public static TheoryData<string, string> Refusals => new()
    {
        { "", "empty request body" },
        { "{", "failed to parse Anthropic request" },
        { "[]", "model field is required" },
        { """{"messages":[]}""", "model field is required" },
        { """{"model":1}""", "model field must be a string, got Number" },
        { """{"model":""}""", "model field must not be empty" },
        { """{"model":"m","max_tokens":1}""", "at least one message is required" },
        { """{"model":"m","messages":[{"role":"user","content":"x"}]}""", "max_tokens must be at least 1, got 0" },
        { """{"model":"m","max_tokens":1.5,"messages":[{"role":"user","content":"x"}]}""", "max_tokens must be an integer" },
        { """{"model":"m","max_tokens":1,"temperature":2.5,"messages":[{"role":"user","content":"x"}]}""", "temperature must be between 0 and 2, got 2.5" },
        { """{"model":"m","max_tokens":1,"top_p":-1,"messages":[{"role":"user","content":"x"}]}""", "top_p must be between 0 and 1, got -1" },
        { """{"model":"m","max_tokens":1,"top_k":-1,"messages":[{"role":"user","content":"x"}]}""", "top_k must be non-negative, got -1" },
        { """{"model":"m","max_tokens":1,"stream":"yes","messages":[{"role":"user","content":"x"}]}""", "stream must be true or false" },
        { """{"model":"m","max_tokens":1,"messages":"x"}""", "messages must be an array of objects" },
    };

    [Theory]
    [MemberData(nameof(Mappings))]
    public void A_request_is_said_in_the_other_language(string what, string request, string expected)
    {
        var written = Translate(request.Replace("{ ", "{" + Head + ",", StringComparison.Ordinal));

        foreach (var (name, value) in JsonNode.Parse(expected)!.AsObject())
        {
            Assert.True(JsonNode.DeepEquals(value, written[name]), $"{what}: {name} is {written[name]?.ToJsonString()}");
        }
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_request_that_breaks_a_rule_is_refused_with_that_rule(string body, string message)
    {
        Assert.False(AnthropicRequest.TryParse(Encoding.UTF8.GetBytes(body), out _, out var error));
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tool_choice_without_its_name_is_refused()
    {
        Assert.True(AnthropicRequest.TryParse(
            """{"model":"m","max_tokens":1,"tools":[{"name":"f","input_schema":{}}],"tool_choice":{"type":"tool"},"messages":[{"role":"user","content":"x"}]}"""u8.ToArray(),
            out var request, out _));
        using (request)
        {
            Assert.Contains("needs a name", OpenAiRequestWriter.Write(request, new ArrayBufferWriter<byte>()), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"Hello world"}]}""", 2)]
    [InlineData("{}", 1)]
    [InlineData("""{"system":"12345678","messages":[{"content":[{"type":"text","text":"1234"},{"type":"image","source":{}}]}],"tools":[{"name":"abcd","description":"efgh","input_schema":{ "a" : 1 }}]}""", 6)]
    public void The_token_estimate_is_a_quarter_of_the_text(string request, long expected)
    {
        using var document = System.Text.Json.JsonDocument.Parse(request);

        Assert.Equal(expected, TokenEstimate.Of(document.RootElement));
    }

    private static JsonObject Translate(string body)
    {
        Assert.True(AnthropicRequest.TryParse(Encoding.UTF8.GetBytes(body), out var request, out var error), error);
        using (request)
        {
            var output = new ArrayBufferWriter<byte>();
            Assert.Null(OpenAiRequestWriter.Write(request, output));
            return JsonNode.Parse(output.WrittenSpan)!.AsObject();
        }
    }
}
