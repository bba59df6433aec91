using System.Text;
using Olla.LlmApi.Streaming;
using Olla.Tests;

namespace Olla.LlmApi.Tests.Streaming;

public sealed class StreamedPartReaderTests
{
    [Theory]
    [InlineData("""{"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}""", "")]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":"He said \"hi\" \u00fc"},"logprobs":null,"finish_reason":null}]}""", "He said \"hi\" ü")]
    [InlineData("""{"choices":[{"index":0,"text":" one","logprobs":null}]}""", " one")]
    [InlineData("""{"choices":[{"index":0,"message":{"role":"assistant","content":"whole"},"finish_reason":"stop"}]}""", "whole")]
    [InlineData("""{"model":"m","message":{"role":"assistant","content":"tok "},"done":false}""", "tok ")]
    [InlineData("""{"model":"m","response":"tok ","done":false,"context":[1,2,3]}""", "tok ")]
    [InlineData("""{"choices":[{"delta":{"content":null,"tool_calls":[{"function":{"name":"content","arguments":"{}"}}]}}]}""", "")]
    [InlineData("""{"choices":[]}""", "")]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"tok "}}""", "tok ")]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"text\":1}"}}""", "")]
    [InlineData("""{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""", "")]
    [InlineData("""{"type":"message","role":"assistant","content":[{"type":"text","text":"whole"}],"stop_reason":"end_turn"}""", "whole")]
    [InlineData("""{"type":"response.output_text.delta","item_id":"i","delta":"tok "}""", "tok ")]
    [InlineData("""{"type":"response.function_call_arguments.delta","item_id":"i","delta":"{}"}""", "")]
    [InlineData("""{"type":"response.output_text.done","item_id":"i","text":"all of it"}""", "")]
    [InlineData("""{"type":"response.completed","response":{"error":null,"output":[{"type":"message","content":[{"type":"output_text","text":"all of it"}]}]}}""", "")]
    [InlineData("""{"object":"response","error":null,"output":[{"type":"message","content":[{"type":"output_text","text":"whole"}]}],"text":{"format":{"type":"text"}}}""", "whole")]
    public void Text_is_found_in_every_dialect(string json, string expected)
    {
        Assert.True(StreamedPartReader.TryRead(Encoding.UTF8.GetBytes(json), out var part));
        Assert.Equal(expected, part.GetText());
        Assert.Equal(expected.Length > 0, part.HasText);
        Assert.False(part.IsError);
    }

    [Theory]
    [InlineData("""{"choices":[{"delta":{},"finish_reason":"stop"}]}""", FinishReason.Stop, false)]
    [InlineData("""{"choices":[{"text":"","finish_reason":"length"}]}""", FinishReason.Length, false)]
    [InlineData("""{"choices":[{"delta":{},"finish_reason":"tool_calls"}]}""", FinishReason.ToolCalls, false)]
    [InlineData("""{"choices":[{"delta":{},"finish_reason":"content_filter"}]}""", FinishReason.Other, false)]
    [InlineData("""{"response":"","done":true,"done_reason":"stop"}""", FinishReason.Stop, true)]
    [InlineData("[DONE]", FinishReason.None, true)]
    [InlineData("""{"type":"message_delta","delta":{"stop_reason":"max_tokens"},"usage":{"output_tokens":5}}""", FinishReason.Length, false)]
    [InlineData("""{"type":"message_delta","delta":{"stop_reason":"tool_use"}}""", FinishReason.ToolCalls, false)]
    [InlineData("""{"type":"message_stop"}""", FinishReason.None, true)]
    [InlineData("""{"type":"response.completed","response":{"status":"completed"}}""", FinishReason.Stop, true)]
    [InlineData("""{"type":"response.incomplete","response":{"status":"incomplete"}}""", FinishReason.Length, true)]
    [InlineData("""{"type":"response.output_item.done","item":{"type":"message"}}""", FinishReason.None, false)]
    [InlineData("""{"response":"x","done":false}""", FinishReason.None, false)]
    public void The_end_of_an_answer_is_told_in_every_dialect(string data, FinishReason reason, bool isEnd)
    {
        Assert.True(StreamedPartReader.TryRead(Encoding.UTF8.GetBytes(data), out var part));
        Assert.Equal((reason, isEnd), (part.FinishReason, part.IsEnd));
    }

    [Theory]
    [InlineData("""{"choices":[],"usage":{"prompt_tokens":12,"completion_tokens":34,"prompt_tokens_details":{"cached_tokens":3},"total_tokens":46}}""", 12, 34)]
    [InlineData("""{"done":true,"prompt_eval_count":12,"eval_count":34}""", 12, 34)]
    [InlineData("""{"choices":[],"usage":null}""", -1, -1)]
    [InlineData("""{"type":"message_start","message":{"content":[],"usage":{"input_tokens":12,"output_tokens":1}}}""", 12, 1)]
    [InlineData("""{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":34}}""", -1, 34)]
    [InlineData("""{"type":"response.completed","response":{"usage":{"input_tokens":12,"output_tokens":34,"total_tokens":46}}}""", 12, 34)]
    [InlineData("[DONE]", -1, -1)]
    public void Token_counts_are_those_of_the_backend(string data, int prompt, int completion)
    {
        Assert.True(StreamedPartReader.TryRead(Encoding.UTF8.GetBytes(data), out var part));
        Assert.Equal((prompt, completion), (part.PromptTokens, part.CompletionTokens));
    }

    [Theory]
    [InlineData("""{"error":{"message":"overloaded"}}""", true)]
    [InlineData("""{"error":"out of memory"}""", true)]
    [InlineData("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", true)]
    [InlineData("""{"type":"error","code":"server_error","message":"failed"}""", true)]
    [InlineData("""{"type":"response.failed","response":{"error":{"code":"server_error"}}}""", true)]
    [InlineData("""{"type":"response.created","response":{"error":null}}""", false)]
    [InlineData("""{"error":null,"response":"x"}""", false)]
    public void An_error_is_told_from_an_answer(string data, bool expected)
    {
        Assert.True(StreamedPartReader.TryRead(Encoding.UTF8.GetBytes(data), out var part));
        Assert.Equal(expected, part.IsError);
    }

    [Theory]
    [InlineData("""{"choices":[{"delta":{"reasoning_content":"why"}}]}""")]
    [InlineData("""{"message":{"role":"assistant","content":"","thinking":"why"}}""")]
    [InlineData("""{"response":"","thinking":"why"}""")]
    public void Reasoning_is_not_text(string data)
    {
        Assert.True(StreamedPartReader.TryRead(Encoding.UTF8.GetBytes(data), out var part));
        Assert.False(part.HasText);
        Assert.Equal("why"u8, part.EscapedReasoning);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("DONE")]
    [InlineData("""{"choices":[{"delta":""")]
    [InlineData("{}{}")]
    public void What_is_no_single_object_is_refused(string data) =>
        Assert.False(StreamedPartReader.TryRead(Encoding.UTF8.GetBytes(data), out _));

    [Fact]
    public void Reading_allocates_nothing()
    {
        var data = Encoding.UTF8.GetBytes("""{"choices":[{"index":0,"delta":{"content":"tok"},"finish_reason":null}],"stamp":{"seq":1,"ns":2}}""");
        StreamedPartReader.TryRead(data, out _);

        Assert.Equal(0, AllocatedBytes.LeastOf(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                StreamedPartReader.TryRead(data, out _);
            }
        }));
    }
}
