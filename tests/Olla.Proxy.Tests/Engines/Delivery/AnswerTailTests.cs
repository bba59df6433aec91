using System.Text;
using Olla.Configuration;
using Olla.Proxy.Engines.Delivery;
using Olla.Proxy.Providers;
using Olla.Proxy.Statistics;
using Olla.Tests;

namespace Olla.Proxy.Tests.Engines.Delivery;

/// <summary>What an answer tells of its tokens is found, whatever its format, its provider and the pieces it comes in.</summary>
public sealed class AnswerTailTests
{
    private const string Delta = "data: {\"model\":\"m\",\"choices\":[{\"delta\":{\"content\":\"\\\"usage\\\": 3\"},\"finish_reason\":null}],\"usage\":null}\n\n";

    private const string Finish = "data: {\"model\":\"m\",\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":null}\n\n";

    /// <summary>An answer of a provider with what it tells.</summary>
    public sealed record Told(string Provider, string Type, string Body, string Expected)
    {
        public override string ToString() => $"{Provider} {Type} {Expected}";
    }

    public static TheoryData<Told> Answers => new(
        Events("vllm", Delta + Delta + Data("""{"model":"m","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":20,"total_tokens":29},"metrics":{"time_to_first_token_ms":12.5,"generation_time_ms":400}}""") + "data: [DONE]\n\n", "9+20=29 50/s ttft 12.5"),
        Events("sglang", Data("""{"model":"m","choices":[{"index":0}],"usage":{"prompt_tokens":9,"completion_tokens":1,"total_tokens":10}}""") + Data("""{"model":"m","choices":[{"index":0}],"usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}"""), "9+2=11"),
        Events("llamacpp", Delta + Data("""{"model":"m","choices":[{"finish_reason":"stop","index":0,"delta":{}}],"timings":{"prompt_n":7,"prompt_ms":20.5,"predicted_n":4,"predicted_ms":40,"predicted_per_second":100}}""") + "data: [DONE]\n\n", "7+4=11 100/s ttft 20.5 stop"),
        Events("lm-studio", (Delta + Data("""{"model":"m","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":6,"total_tokens":11}}""")).Replace("\n", "\r\n", StringComparison.Ordinal), "5+6=11"),
        Events("vllm", "event: message_start\n" + Data("""{"type":"message_start","message":{"model":"m","usage":{"input_tokens":25,"output_tokens":1}}}""") + "event: content_block_delta\n" + Data("""{"type":"content_block_delta","delta":{"text":"x"}}""") + Data("""{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":15}}""") + Data("""{"type":"message_stop"}"""), "25+15=40 end_turn"),
        Events("omlx", Data("""{"type":"response.output_text.delta","delta":"x"}""") + Data("""{"type":"response.completed","response":{"model":"m","usage":{"input_tokens":3,"output_tokens":4,"total_tokens":7}}}"""), "3+4=7"),
        Events("ollama", Delta + Data("""{"model":"m","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":6,"total_tokens":11}}"""), "5+6=11"),
        Events("vllm", Delta + Finish + Data("""{"model":"m","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":20,"total_tokens":29}}""") + "data: [DONE]\n\n", "9+20=29 stop"),
        Events("openai-compatible", Delta + Finish.Replace(":", ": ", StringComparison.Ordinal) + Data("""{"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 20, "total_tokens": 29}}"""), "9+20=29 stop"),
        Events("vllm", Counted(1, "null") + Counted(2, "\"length\"") + Data("""{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12}}"""), "9+3=12 length"),
        Events("sglang", Native(1, "null") + Native(2, "null") + Native(3, "{\"type\":\"length\",\"length\":3}") + "data: [DONE]\n\n", "8+3=11 length"),
        new("ollama", "application/x-ndjson", """
            {"model":"m","message":{"content":"a"},"done":false}
            {"model":"m","message":{"content":"\"eval_count\":77"},"done":false}
            {"model":"m","done":true,"done_reason":"stop","total_duration":900000000,"load_duration":100000000,"prompt_eval_count":8,"prompt_eval_duration":200000000,"eval_count":30,"eval_duration":600000000}

            """, "8+30=38 50/s ttft 200 stop"),
        new("ollama", "application/x-ndjson", "{\"model\":\"m\",\"done\":true,\"done_reason\":\"stop\",\"context\":[" + string.Join(',', Enumerable.Range(10_000, 6_000)) + "],\"prompt_eval_count\":8,\"eval_count\":30,\"eval_duration\":600000000}\n", "8+30=38 50/s"),
        new("ollama", "application/json; charset=utf-8", """{"model":"m","done":true,"done_reason":"length","prompt_eval_count":8,"eval_count":30,"eval_duration":600000000}""", "8+30=38 50/s length"),
        new("openai-compatible", "application/json", """{"model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"content":"x"}}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3},"metrics":{"total_time":40,"time_to_first_token":7}}""", "1+2=3 50/s ttft 7 stop"),
        new("litellm", "application/json", "{\"data\":[{\"embedding\":[" + string.Join(',', Enumerable.Repeat("0.125", 4_000)) + "]}],\"model\":\"m\",\"usage\":{\"prompt_tokens\":12,\"total_tokens\":12}}", "12+=12"),
        new("sglang", "application/json", """{"text":"x","meta_info":{"prompt_tokens":8,"completion_tokens":4}}""", "8+4=12"),
        new("vllm", "application/json", """{"id":"x","model":"m","stop_reason":"end_turn","usage":{"input_tokens":4,"output_tokens":5}}""", "4+5=9 end_turn"),
        new("llamacpp", "application/json", """{"content":"x","timings":{"prompt_n":8,"prompt_ms":20.5,"predicted_n":4,"predicted_ms":40.0,"predicted_per_second":100.0}}""", "8+4=12 100/s ttft 20.5"),
        new("vllm", "application/json", """{"object":"list","data":[]}""", "nothing"),
        new("vllm", "application/json", "[1,2]", "nothing"),
        new("vllm", "application/json", """{"usage":{"prompt_tokens":1,"completion_tokens":""", "1+=1"),
        new("vllm", "application/json", """{"usage":{"prompt_tokens":-4,"completion_tokens":1e99,"total_tokens":3}}""", "+=3"),
        new("vllm", "text/plain", """{"usage":{"prompt_tokens":1}}""", "nothing"),
        Events("vllm", Delta + Delta + "data: [DONE]\n\n", "nothing"));

    [Theory]
    [MemberData(nameof(Answers))]
    public void Told_in_pieces_of_any_size_it_is_the_same(Told told)
    {
        ArgumentNullException.ThrowIfNull(told);
        var body = Encoding.UTF8.GetBytes(told.Body);
        foreach (var size in new[] { body.Length, 1, 2, 7, 64, 300, 4096 })
        {
            Assert.Equal($"{size}: {told.Expected}", $"{size}: {Read(told, body, at => Math.Min(body.Length, (at / size * size) + size))}");
        }
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public void Cut_in_two_at_any_byte_it_is_the_same(Told told)
    {
        ArgumentNullException.ThrowIfNull(told);
        var body = Encoding.UTF8.GetBytes(told.Body);
        for (var cut = 1; cut < Math.Min(body.Length, 2_000); cut++)
        {
            Assert.Equal($"{cut}: {told.Expected}", $"{cut}: {Read(told, body, at => at < cut ? cut : body.Length)}");
        }
    }

    [Fact]
    public void Speed_is_measured_where_a_backend_does_not_tell_it()
    {
        var tail = Begun("lm-studio", "text/event-stream");
        tail.Observe(Encoding.UTF8.GetBytes(Delta + Data("""{"usage":{"prompt_tokens":5,"completion_tokens":21,"total_tokens":26}}""")));
        var metrics = tail.Read(TimeSpan.FromMilliseconds(400));

        Assert.Equal((50d, 400d), (metrics!.TokensPerSecond, metrics.GenerationMs));
    }

    [Fact]
    public void A_whole_answer_and_one_that_came_at_once_have_no_measured_speed()
    {
        var whole = Begun("lm-studio", "application/json");
        whole.Observe("""{"usage":{"prompt_tokens":5,"completion_tokens":21}}"""u8);
        var atOnce = Begun("lm-studio", "text/event-stream");
        atOnce.Observe(Encoding.UTF8.GetBytes(Data("""{"usage":{"prompt_tokens":5,"completion_tokens":21}}""")));

        Assert.Null(whole.Read(TimeSpan.FromMilliseconds(400))!.TokensPerSecond);
        Assert.Null(atOnce.Read(TimeSpan.FromMicroseconds(30))!.TokensPerSecond);
    }

    [Fact]
    public void Errors_tell_no_tokens()
    {
        var tail = new AnswerTail();
        tail.Begin(ProviderCatalog.BuiltIn.MetricsOf(Endpoint("vllm")), 500, "application/json");
        tail.Observe("""{"usage":{"prompt_tokens":5}}"""u8);

        Assert.Null(tail.Read(null));
    }

    [Fact]
    public void Ordinary_events_cost_no_memory()
    {
        var events = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Delta, 3)));
        var tail = Begun("llamacpp", "text/event-stream");
        Pass(tail, events, 100);

        Assert.Equal(0, AllocatedBytes.LeastOf(() => Pass(tail, events, 10_000)));
        Assert.Null(tail.Read(null));
    }

    private static void Pass(AnswerTail tail, byte[] events, int times)
    {
        for (var i = 0; i < times; i++)
        {
            tail.Observe(events);
        }
    }

    private static string Read(Told told, byte[] body, Func<int, int> next)
    {
        var tail = Begun(told.Provider, told.Type);
        for (var at = 0; at < body.Length;)
        {
            var end = next(at);
            tail.Observe(body.AsSpan(at, end - at));
            at = end;
        }

        return tail.Read(null) is { } metrics ? Describe(metrics) : "nothing";
    }

    private static string Describe(ProviderMetrics metrics) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{metrics.InputTokens}+{metrics.OutputTokens}={metrics.TotalTokens}{(metrics.TokensPerSecond is { } speed ? $" {speed:0.#}/s" : "")}{(metrics.FirstTokenMs is { } first ? $" ttft {first:0.#}" : "")}{(metrics.FinishReason is { } reason ? " " + reason : "")}");

    private static AnswerTail Begun(string provider, string type)
    {
        var tail = new AnswerTail();
        tail.Begin(ProviderCatalog.BuiltIn.MetricsOf(Endpoint(provider)), 200, type);
        return tail;
    }

    private static Endpoint Endpoint(string type) => new(new EndpointOptions { Url = new Uri("http://h"), Name = "b0", Type = type }, 0);

    private static Told Events(string provider, string body, string expected) => new(provider, "text/event-stream; charset=utf-8", body, expected);

    /// <summary>An event of a stream that counts as it goes.</summary>
    private static string Counted(int tokens, string reason) =>
        Data($$$"""{"choices":[{"delta":{"content":"x"},"finish_reason":{{{reason}}}}],"usage":{"prompt_tokens":9,"completion_tokens":{{{tokens}}},"total_tokens":{{{9 + tokens}}}}}""");

    /// <summary>An event of SGLang's own stream.</summary>
    private static string Native(int tokens, string reason) =>
        Data($$$"""{"text":"x","output_ids":[1],"meta_info":{"id":"r1","finish_reason":{{{reason}}},"prompt_tokens":8,"weight_version":"default","completion_tokens":{{{tokens}}},"cached_tokens":0,"e2e_latency":0.5}}""");

    private static string Data(string json) => $"data: {json}\n\n";
}
