using System.Text;
using BenchmarkDotNet.Attributes;
using Olla.Proxy.Engines.Http1;
using Olla.Proxy.Engines.Olla;

namespace Olla.Benchmarks.Engines;

/// <summary>Taking the framing off one event of 220 bytes, as it comes in one packet. Expected: 0 B.</summary>
[MemoryDiagnoser]
public class ChunkedDecoderBenchmarks
{
    private readonly byte[] _chunk = Encoding.ASCII.GetBytes("dc\r\n" + new string('x', 220) + "\r\n");
    private ChunkedDecoder _decoder;

    [Benchmark]
    public int One_event()
    {
        var rest = _chunk.AsSpan();
        var bytes = 0;
        while (_decoder.Next(rest, out var consumed, out var payload) == DecodeStatus.Payload)
        {
            bytes += payload.Length;
            rest = rest[consumed..];
        }

        return bytes;
    }
}
