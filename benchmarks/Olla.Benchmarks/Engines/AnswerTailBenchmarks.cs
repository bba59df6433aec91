using System.Text;
using BenchmarkDotNet.Attributes;
using Olla.Configuration;
using Olla.Proxy.Endpoints;
using Olla.Proxy.Engines.Delivery;
using Olla.Proxy.Providers;

namespace Olla.Benchmarks.Engines;

/// <summary>What it costs to watch an answer for its tokens: nearly nothing per event, and no memory; about a microsecond at its end.</summary>
[MemoryDiagnoser]
public class AnswerTailBenchmarks
{
    private static readonly byte[] Event = Encoding.UTF8.GetBytes(
        "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1795377156,\"model\":\"mock-model\",\"system_fingerprint\":\"fp_mock\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"quick \"},\"logprobs\":null,\"finish_reason\":null}]}\n\n");

    private static readonly byte[] Last = Encoding.UTF8.GetBytes(
        "data: {\"id\":\"chatcmpl-1\",\"model\":\"mock-model\",\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":3,\"total_tokens\":6}}\n\ndata: [DONE]\n\n");

    private readonly AnswerTail _tail = new();
    private Endpoint _endpoint = null!;

    /// <summary>Provider: the second looks for two names, the others for one.</summary>
    [Params("vllm", "llamacpp")]
    public string Provider { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _endpoint = new Endpoint(new EndpointOptions { Url = new Uri("http://h"), Name = "b0", Type = Provider }, 0);
        Begin();
    }

    /// <summary>An event of 230 bytes that tells nothing.</summary>
    [Benchmark]
    public void One_event() => _tail.Observe(Event);

    /// <summary>The end of a stream: kept, read and taken apart.</summary>
    [Benchmark]
    public long? The_end()
    {
        Begin();
        _tail.Observe(Last);
        var tokens = _tail.Read(null)?.OutputTokens;
        Begin();
        return tokens;
    }

    private void Begin() => _tail.Begin(ProviderCatalog.BuiltIn.MetricsOf(_endpoint), 200, "text/event-stream");
}
