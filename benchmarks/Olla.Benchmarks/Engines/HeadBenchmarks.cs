using System.Net;
using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Http;
using Olla.Configuration;
using Olla.Proxy.Engines.Headers;
using Olla.Proxy.Engines.Http1;
using Olla.Proxy.Engines.Olla;

namespace Olla.Benchmarks.Engines;

/// <summary>Heads of one exchange: the request to the backend as bytes, and the backend's answer parsed on a warm connection.</summary>
[MemoryDiagnoser]
public class HeadBenchmarks
{
    private readonly EndpointHeaders _endpoint = new(new EndpointOptions { Url = new Uri("http://127.0.0.1:28001"), Name = "b1" });
    private readonly ResponseHeadParser _parser = new();
    private readonly byte[] _answer =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nDate: Sun, 22 Nov 2026 17:00:00 GMT\r\nServer: uvicorn\r\nCache-Control: no-cache\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray();

    private ClientRequestHead _client;

    [GlobalSetup]
    public void Setup() => _client = new ClientRequestHead
    {
        Method = "POST",
        Scheme = "http",
        Peer = IPAddress.Loopback,
        Fields = new HeaderDictionary
        {
            ["Host"] = "127.0.0.1:40114",
            ["User-Agent"] = "openai-python/1.50",
            ["Accept"] = "text/event-stream",
            ["Content-Type"] = "application/json",
            ["Content-Length"] = "250",
            ["Authorization"] = "Bearer sk-test",
        },
    };

    [Benchmark]
    public int Request_head()
    {
        var target = new RequestHeadWriter(2048);
        target.Begin("POST", "/v1/chat/completions", _endpoint.Authority);
        RequestHeaders.Build(_client, _endpoint, "llama3", ref target);
        target.End(250, isChunked: false, declareEmpty: true);
        var length = target.Written.Length;
        target.Dispose();
        return length;
    }

    [Benchmark]
    public int Response_head()
    {
        _parser.Reset();
        _ = _parser.Parse(_answer, answersHead: false, out var consumed);
        return consumed;
    }
}
