using System.Net;
using System.Net.Sockets;
using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Olla.Configuration;
using Olla.Proxy.Balancing;
using Olla.Proxy.Endpoints;
using Olla.Proxy.Engines;
using Olla.Proxy.Engines.Olla;
using Olla.Proxy.Engines.Olla.Lane;
using Olla.Proxy.Health;
using Olla.Proxy.Providers;
using Olla.Proxy.Routing;
using Olla.Proxy.Statistics;

namespace Olla.Benchmarks.Engines;

/// <summary>
/// The event loops over real loopback sockets, with one thread for the client's and the backend's ends; routing is left out. Times are
/// of the system's socket calls for the most part; what counts are the bytes: none per event, and a fixed few per request.
/// </summary>
[MemoryDiagnoser]
public class LaneBenchmarks : IDisposable
{
    private const int Events = 1000;

    private static readonly byte[] Request = "POST /v1/chat/completions HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}"u8.ToArray();
    private static readonly byte[] Whole = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"u8.ToArray();

    private static readonly byte[] StreamHead =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray();

    private static readonly byte[] Event = [.. "dc\r\ndata: "u8, .. Enumerable.Repeat((byte)'x', 212), .. "\n\n\r\n"u8];
    private static readonly byte[] End = "0\r\n\r\n"u8.ToArray();

    private readonly byte[] _buffer = new byte[4096];
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private Socket _backend = null!;
    private OllaEngine _engine = null!;
    private LaneTransport _lane = null!;
    private LaneListener _front = null!;

    [GlobalSetup]
    public void Setup()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        var url = new Uri("http://127.0.0.1:" + ((IPEndPoint)_listener.LocalEndPoint!).Port);
        Endpoint[] endpoints =
            [new Endpoint(new EndpointOptions { Url = url, Name = "b0", Type = "openai" }, 0) { State = new EndpointState { Status = EndpointStatus.Healthy } }];
        var nobody = new Nobody();
        _engine = new OllaEngine(new ProxyOptions(), nobody, nobody, TimeProvider.System, NullLoggerFactory.Instance);
        var gate = new OpenGate(_engine.Lane, endpoints, BalancerFactory.Create(LoadBalancerKind.RoundRobin, seed: 1));
        _lane = new LaneTransport(
            new LaneSettings { Loops = 1 }, LaneForwarding.Product, gate, TimeProvider.System, NullLoggerFactory.Instance, new SocketConnectionFactoryOptions());
        _front = (LaneListener)_lane.BindAsync(new IPEndPoint(IPAddress.Loopback, 0)).AsTask().GetAwaiter().GetResult();
        _client.Connect(_front.EndPoint);
        _ = _client.Send(Request);
        _backend = _listener.Accept();
        _backend.NoDelay = true;
        _ = _backend.Receive(_buffer);
        Answer(Whole);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _client.Dispose();
        _backend.Dispose();
        _front.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _lane.Dispose();
        _engine.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _listener.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A request and its short answer.</summary>
    [Benchmark]
    public void One_request()
    {
        Ask();
        Answer(Whole);
    }

    /// <summary>An event of 220 bytes, sent only when the one before has arrived.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public void One_event()
    {
        Ask();
        Answer(StreamHead);
        for (var i = 0; i < Events; i++)
        {
            Answer(Event);
        }

        Answer(End);
    }

    private void Ask()
    {
        _ = _client.Send(Request);
        _ = _backend.Receive(_buffer);
    }

    private void Answer(byte[] bytes)
    {
        _ = _backend.Send(bytes);
        _ = _client.Receive(_buffer);
    }

    private sealed class OpenGate(LaneForwarding forwarding, Endpoint[] endpoints, IBalancer balancer) : ILaneGate
    {
        private readonly RoutingOutcome _outcome = new() { Balancer = balancer };

        public bool TryAdmit(in LaneRequest request, LaneExchange exchange)
        {
            (exchange.Forwarding, exchange.Outcome, exchange.Balancer) = (forwarding, _outcome, balancer);
            exchange.SetCandidates(endpoints);
            exchange.Providers = ProviderCatalog.BuiltIn;
            return true;
        }

        public void WriteOwnFields(LaneExchange exchange, bool isNamed, ref ByteWriter writer)
        {
        }

        public void Ended(LaneExchange exchange, ExchangeResult? result)
        {
        }
    }

    private sealed class Nobody : IEndpointFailureSink, IAttemptObserver
    {
        public void AttemptEnded(string endpointUrl, bool succeeded, long responseBytes, TimeSpan latency)
        {
        }

        public void ReportUnreachable(Endpoint endpoint)
        {
        }
    }
}
