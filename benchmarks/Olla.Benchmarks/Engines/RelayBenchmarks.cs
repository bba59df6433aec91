using System.IO.Pipelines;
using System.Text;
using BenchmarkDotNet.Attributes;
using Olla.Proxy.Engines.Delivery;
using Olla.Proxy.Engines.FailOver;
using Olla.Proxy.Engines.Http1;
using Olla.Proxy.Engines.Olla;
using Olla.Proxy.Engines.Timing;

namespace Olla.Benchmarks.Engines;

/// <summary>
/// The relay loop without sockets: events of 220 bytes, each waited for, decoded, and forwarded. The bytes reported are per
/// stream; they do not depend on the number of events.
/// </summary>
[MemoryDiagnoser]
public class RelayBenchmarks : IDisposable
{
    private MemoryTransport _transport = null!;
    private UpstreamConnection _connection = null!;
    private CoarseClock _clock = null!;

    /// <summary>Events in one stream.</summary>
    [Params(10, 1000)]
    public int Events { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var text = "data: " + new string('x', 212) + "\n\n";
        var chunk = Encoding.ASCII.GetBytes("dc\r\n" + text + "\r\n");
        _transport = new MemoryTransport(chunk, "0\r\n\r\n"u8.ToArray(), Events);
        _connection = new UpstreamConnection(_transport);
        _clock = new CoarseClock(TimeProvider.System, TimeSpan.FromSeconds(1));
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _connection.Dispose();
        _transport.Dispose();
        _clock.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    public long One_stream()
    {
        _transport.Rewind();
        var progress = new ExchangeProgress(TimeProvider.System, 0);
        var body = new ClientBody(NullWriter.Instance, true, DeliveryMode.Streaming, 65_536, TimeSpan.Zero, TimeProvider.System);
        var guard = new OllaGuard();
        var relay = new StreamRelay(_connection, body, progress, guard, _clock, 1_000_000_000, 65_536);
        var running = relay.RunAsync(new BodyDecoder(BodyFraming.Chunked, 0), discard: false);
        while (!running.IsCompleted)
        {
            _transport.Pump();
        }

        _ = running.Result;
        return progress.ResponseBytes;
    }

    /// <summary>A client that takes everything at once.</summary>
    private sealed class NullWriter : PipeWriter
    {
        public static readonly NullWriter Instance = new();
        private readonly byte[] _room = new byte[128 * 1024];

        public override void Advance(int bytes)
        {
        }

        public override Memory<byte> GetMemory(int sizeHint = 0) => _room;
        public override Span<byte> GetSpan(int sizeHint = 0) => _room;
        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => new(default(FlushResult));

        public override void CancelPendingFlush()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }
    }
}
