using System.Buffers;
using System.Text;
using Olla.LlmApi.Requests;

namespace Olla.LlmApi.Tests.Requests;

public sealed class GenerationRequestWriterTests
{
    private static readonly GenerationRequest Full = new()
    {
        Model = "m",
        Messages = [new("system", "Be brief."), new("user", "Say \"hi\".")],
        MaximumTokens = 8,
        Seed = 3,
        Temperature = 0.5,
        IncludeUsage = true,
        User = "tokens=8",
    };

    private static readonly GenerationRequest Bare = new() { Model = "m", Messages = [new("user", "hi")], Stream = false };

    public static TheoryData<Dialect, bool, string> Bodies => new()
    {
        { Dialect.OpenAiChat, true, """{"model":"m","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Say \u0022hi\u0022."}],"stream":true,"stream_options":{"include_usage":true},"max_tokens":8,"seed":3,"temperature":0.5,"user":"tokens=8"}""" },
        { Dialect.OpenAiCompletions, true, """{"model":"m","prompt":"Be brief.\n\nSay \u0022hi\u0022.","stream":true,"stream_options":{"include_usage":true},"max_tokens":8,"seed":3,"temperature":0.5,"user":"tokens=8"}""" },
        { Dialect.OllamaChat, true, """{"model":"m","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Say \u0022hi\u0022."}],"stream":true,"options":{"num_predict":8,"seed":3,"temperature":0.5},"user":"tokens=8"}""" },
        { Dialect.OllamaGenerate, true, """{"model":"m","prompt":"Be brief.\n\nSay \u0022hi\u0022.","stream":true,"options":{"num_predict":8,"seed":3,"temperature":0.5},"user":"tokens=8"}""" },
        { Dialect.AnthropicMessages, true, """{"model":"m","system":"Be brief.","messages":[{"role":"user","content":"Say \u0022hi\u0022."}],"stream":true,"max_tokens":8,"temperature":0.5,"metadata":{"user_id":"tokens=8"}}""" },
        { Dialect.OpenAiResponses, true, """{"model":"m","input":[{"role":"system","content":"Be brief."},{"role":"user","content":"Say \u0022hi\u0022."}],"stream":true,"max_output_tokens":8,"temperature":0.5,"user":"tokens=8"}""" },
        { Dialect.AnthropicMessages, false, """{"model":"m","messages":[{"role":"user","content":"hi"}],"stream":false,"max_tokens":4096}""" },
        { Dialect.OpenAiResponses, false, """{"model":"m","input":[{"role":"user","content":"hi"}],"stream":false}""" },
        { Dialect.OpenAiChat, false, """{"model":"m","messages":[{"role":"user","content":"hi"}],"stream":false}""" },
        { Dialect.OllamaGenerate, false, """{"model":"m","prompt":"hi","stream":false}""" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Each_dialect_gets_its_own_body(Dialect dialect, bool full, string expected)
    {
        var buffer = new ArrayBufferWriter<byte>();
        GenerationRequestWriter.Write(buffer, dialect, full ? Full : Bare);
        Assert.Equal(expected, Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    [Fact]
    public void Every_dialect_is_found_by_its_name()
    {
        foreach (var dialect in Enum.GetValues<Dialect>())
        {
            Assert.True(Dialects.TryParse(dialect.Name(), out var parsed));
            Assert.Equal(dialect, parsed);
            Assert.StartsWith("/", dialect.Path(), StringComparison.Ordinal);
        }

        Assert.False(Dialects.TryParse("openai", out _));
    }
}
