using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Olla.Configuration;
using Olla.Proxy.Engines;
using Olla.Proxy.Engines.Http1;
using Olla.Proxy.Engines.Olla;
using Olla.Proxy.Engines.Olla.Lane;
using Olla.Proxy.Engines.Sherpa;
using Olla.Proxy.Providers;
using Olla.Proxy.Tests.Engines.Lane;

namespace Olla.Proxy.Tests.Engines.Scripted;

/// <summary>One engine behind a bare Kestrel on a port of the system's choice, without routing or health.</summary>
internal sealed class EngineHost : IAsyncDisposable
{
    /// <summary>Engine <c>olla</c> with the event loops in front.</summary>
    public const string Lane = "olla-lane";

    private readonly WebApplication _application;
    private readonly TimeProvider _time;
    private readonly List<ScriptedConnection> _clients = [];

    private readonly LaneTransport? _lane;

    private EngineHost(
        WebApplication application, LaneTransport? lane, IProxyEngine engine, Endpoint[] endpoints, TimeProvider time, RecordingObserver observer)
    {
        _application = application;
        _lane = lane;
        Engine = engine;
        Endpoints = endpoints;
        _time = time;
        Observer = observer;
    }

    public IProxyEngine Engine { get; }
    public Endpoint[] Endpoints { get; }
    public RecordingObserver Observer { get; }

    /// <summary>What the engine reported, in the order the exchanges ended.</summary>
    public ConcurrentQueue<ExchangeResult> Results { get; } = new();

    /// <summary>Changes an exchange before it is forwarded.</summary>
    public Func<HttpContext, ReadOnlyMemory<byte>, Endpoint[], ProxyExchange>? MakeExchange { get; set; }

    /// <summary>Model names by endpoint, as for an alias; set before the first request.</summary>
    public IReadOnlyDictionary<Endpoint, string>? ModelByEndpoint { get; set; }

    /// <summary>Called when a request is whole and its endpoint is not chosen yet, on the thread that will choose.</summary>
    public Action? BeforeChoice { get; set; }

    public Uri Url { get; private set; } = null!;

    public static Task<EngineHost> StartAsync(string engine, params ScriptedBackend[] backends) =>
        StartAsync(engine, new ProxyOptions(), TimeProvider.System, [.. backends.Select((backend, i) => Describe(backend.Url, i))]);

    public static Task<EngineHost> StartAsync(string engine, ProxyOptions options, TimeProvider time, params ScriptedBackend[] backends) =>
        StartAsync(engine, options, time, [.. backends.Select((backend, i) => Describe(backend.Url, i))]);

    public static EndpointOptions Describe(Uri url, int index) => new() { Url = url, Name = "b" + index, Type = "openai-compatible" };

    public static async Task<EngineHost> StartAsync(string engineName, ProxyOptions options, TimeProvider time, EndpointOptions[] endpoints)
    {
        var models = endpoints.Select((endpoint, i) => new Endpoint(endpoint, i)).ToArray();
        var observer = new RecordingObserver();
        options = options with { Engine = engineName != "sherpa" ? EngineKind.Olla : EngineKind.Sherpa };
        IProxyEngine engine = engineName != "sherpa"
            ? new OllaEngine(options, observer, observer, time, NullLoggerFactory.Instance)
            : new SherpaEngine(options, observer, observer, time, NullLoggerFactory.Instance);
        var builder = WebApplication.CreateSlimBuilder();
        StaticGate? gate = null;
        LaneTransport? lane = null;
        if (engineName.StartsWith(Lane, StringComparison.Ordinal) && LaneTransport.Serves(options with { Relay = RelayKind.Lane }))
        {
            gate = new StaticGate(((OllaEngine)engine).Lane, new FirstCandidate(), models);
            // One loop, unless asked otherwise, so that a pool is one pool as in the other engines.
            var loops = engineName.Length > Lane.Length ? int.Parse(engineName[(Lane.Length + 1)..], CultureInfo.InvariantCulture) : 1;
            var settings = LaneSettings.From(options, new ServerOptions()) with { Loops = loops, ClientIdleTimeout = TimeSpan.Zero };
            lane = new LaneTransport(
                settings, LaneForwarding.Product, gate, time, NullLoggerFactory.Instance, new SocketConnectionFactoryOptions());
            _ = builder.Services.AddSingleton<IConnectionListenerFactory>(lane);
        }

        _ = builder.Logging.ClearProviders();
        _ = builder.WebHost.ConfigureKestrel(kestrel =>
        {
            EngineRuntime.ConfigureServer(kestrel);
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                ClientGuard.Install(listen, TimeProvider.System);
            });
        });
        var application = builder.Build();
        var host = new EngineHost(application, lane, engine, models, time, observer);
        if (gate is not null)
        {
            (gate.Results, gate.Models) = (host.Results, () => host.ModelByEndpoint);
            gate.Admits = () =>
            {
                host.BeforeChoice?.Invoke();
                return host.MakeExchange is null;
            };
        }

        application.Run(host.HandleAsync);
        await application.StartAsync();
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        host.Url = new Uri(addresses.Single());
        return host;
    }

    /// <summary>A raw client connection to the proxy.</summary>
    public async Task<ScriptedConnection> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Url.Port);
        var connection = new ScriptedConnection(socket);
        lock (_clients)
        {
            _clients.Add(connection);
        }

        return connection;
    }

    /// <summary>One request on a connection of its own, and its whole answer.</summary>
    public async Task<ReceivedMessage> RequestAsync(string method = "POST", string body = "{}", string path = "/v1/chat/completions", string fields = "")
    {
        using var client = await ConnectAsync();
        await client.SendAsync(Request(method, body, path, fields));
        return await client.ReadMessageAsync(hasBody: method != "HEAD");
    }

    /// <summary>The bytes of a request with a body of known length.</summary>
    public static string Request(string method = "POST", string body = "{}", string path = "/v1/chat/completions", string fields = "") =>
        $"{method} {path} HTTP/1.1\r\nHost: proxy.test\r\nContent-Type: application/json\r\n{fields}"
        + (method is "GET" or "HEAD" ? "\r\n" : $"Content-Length: {body.Length}\r\n\r\n{body}");

    /// <summary>Waits, without a clock, for the engine's report of the next exchange.</summary>
    public async Task<ExchangeResult> ResultAsync()
    {
        ExchangeResult? result;
        while (!Results.TryDequeue(out result))
        {
            await Task.Yield();
        }

        return result;
    }

    public async ValueTask DisposeAsync()
    {
        lock (_clients)
        {
            _clients.ForEach(client => client.Dispose());
        }

        await _application.DisposeAsync();
        _lane?.Dispose();
        await Engine.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var body = await ReadBodyAsync(context.Request.BodyReader);
        var exchange = MakeExchange?.Invoke(context, body, Endpoints) ?? Exchange(context, body, Endpoints, _time, ModelByEndpoint);
        BeforeChoice?.Invoke();
        var result = LaneHandOver.TakeFrom(context)?.Failure ?? await Engine.ForwardAsync(exchange, context.RequestAborted);
        if (!result.Committed && !context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = result.Outcome switch
            {
                ExchangeOutcome.TimedOut => StatusCodes.Status504GatewayTimeout,
                ExchangeOutcome.Saturated or ExchangeOutcome.NoEndpointSelectable => StatusCodes.Status503ServiceUnavailable,
                _ => StatusCodes.Status502BadGateway,
            };
            context.Response.ContentLength = 0;
        }

        Results.Enqueue(result);
    }

    /// <summary>An exchange over all endpoints in order.</summary>
    public static ProxyExchange Exchange(
        HttpContext context, ReadOnlyMemory<byte> body, Endpoint[] endpoints, TimeProvider time, IReadOnlyDictionary<Endpoint, string>? models) => new()
        {
            Client = context,
            TargetPath = RawPath(context),
            Query = context.Request.QueryString.Value ?? "",
            Body = body,
            BodyWasChunked = context.Request.Headers.TransferEncoding.Count > 0,
            Candidates = endpoints,
            Balancer = new FirstCandidate(),
            Model = context.Request.Headers["X-Test-Model"].FirstOrDefault(),
            ModelByEndpoint = models,
            StreamRequested = context.Request.Headers.ContainsKey("X-Test-Stream"),
            ArrivedAt = time.GetTimestamp(),
            Providers = ProviderCatalog.BuiltIn,
        };

    private static string RawPath(HttpContext context)
    {
        var raw = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        return raw.Split('?')[0];
    }

    private static async Task<byte[]> ReadBodyAsync(PipeReader reader)
    {
        var body = new MemoryStream();
        await reader.CopyToAsync(body);
        return body.ToArray();
    }
}
