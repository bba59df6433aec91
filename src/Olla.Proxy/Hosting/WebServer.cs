using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Olla.Configuration;
using Olla.Proxy.Engines;
using Olla.Proxy.Engines.Http1;
using Olla.Proxy.Engines.Olla.Lane;
using Olla.Proxy.Http;
using Olla.Proxy.Http.Limits;

namespace Olla.Proxy.Hosting;

/// <summary>Kestrel without a host around it: HTTP/1.0 and 1.1 in clear text, with the limits of section <c>server</c>.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    /// <summary>Requests with more header lines than this are refused; a limit in bytes alone would let a few megabytes become a million objects.</summary>
    private const int MostHeaders = 4096;

    private readonly WebApplication _services;
    private readonly IServer _kestrel;
    private readonly LaneTransport? _lane;
    private readonly List<ListenOptions> _listening = [];

    // Kestrel's parts (such as its pinned memory pool) come from its own registrations; the web application around them is never run.
    private WebServer(ListenAddress address, IPEndPoint[] endpoints, ServerOptions options, ILoggerFactory loggers, LaneTransport? lane)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.WebHost.UseKestrelCore()
            .ConfigureKestrel(settings =>
            {
                Configure(settings, options);
                Listen(settings, address, endpoints);
            });
        if (lane is not null)
        {
            builder.Services.AddSingleton<IConnectionListenerFactory>(lane);
        }
        else
        {
            builder.Services.AddSingleton<IConnectionListenerFactory>(services => new PatientTransport(
                EngineRuntime.ServedSockets(), TimeProvider.System, loggers, services.GetRequiredService<IMemoryPoolFactory<byte>>()));
        }

        _lane = lane;
        _services = builder.Build();
        _kestrel = _services.Services.GetRequiredService<IServer>();
    }

    /// <summary>Where it listens, as <c>http://HOST:PORT</c>; the port is the real one.</summary>
    public IReadOnlyList<string> Addresses { get; private set; } = [];

    /// <summary>Binds and serves; with a <paramref name="lane"/>, behind it, and owning it.</summary>
    /// <exception cref="StartFailure">The address cannot be bound; the message says why.</exception>
    public static async Task<WebServer> StartAsync(
        ListenAddress address, ServerOptions options, ProxyApplication application, ILoggerFactory loggers, LaneTransport? lane, CancellationToken cancellation)
    {
        var endpoints = await ResolveAsync(address, cancellation);
        var server = new WebServer(address, endpoints, options, loggers, lane);
        try
        {
            await server._kestrel.StartAsync(application, cancellation);
        }
        catch (Exception exception) when (exception is IOException or SocketException or AddressInUseException)
        {
            await server.DisposeAsync();
            throw Explain(address, exception);
        }

        server.Addresses = server.AddressesInUse(address);
        return server;
    }

    /// <summary>Stops accepting, lets open requests end, and aborts those that are left when <paramref name="abort"/> is cancelled.</summary>
    public async Task StopAsync(CancellationToken abort)
    {
        try
        {
            await _kestrel.StopAsync(abort);
        }
        catch (OperationCanceledException)
        {
            // The remaining connections were aborted, as asked.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        // A service that was handed over ready-made is not the container's to end.
        _lane?.Dispose();
    }

    private static void Configure(KestrelServerOptions settings, ServerOptions options)
    {
        EngineRuntime.ConfigureServer(settings);
        var headerBytes = (int)Math.Min(options.RequestLimits.MaxHeaderSize + RequestSize.ListenerSlack, int.MaxValue / 2);
        var limits = settings.Limits;
        limits.MaxRequestBodySize = null;
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
        limits.MaxRequestHeaderCount = MostHeaders;
        limits.MaxRequestHeadersTotalSize = headerBytes;
        limits.MaxRequestLineSize = headerBytes;
        limits.MaxRequestBufferSize = Math.Max(1024 * 1024, headerBytes);
        limits.RequestHeadersTimeout = Limit(options.ReadHeaderTimeout);
        limits.KeepAliveTimeout = Limit(options.IdleTimeout > TimeSpan.Zero ? options.IdleTimeout : options.ReadTimeout);
    }

    private static TimeSpan Limit(TimeSpan span) => span > TimeSpan.Zero ? span : Timeout.InfiniteTimeSpan;

    private static async Task<IPEndPoint[]> ResolveAsync(ListenAddress address, CancellationToken cancellation)
    {
        try
        {
            var endpoints = await address.ResolveAsync(cancellation);
            return endpoints.Length > 0 ? endpoints : throw new StartFailure($"cannot listen on {address}: the host name has no address");
        }
        catch (SocketException exception)
        {
            throw new StartFailure($"cannot listen on {address}: the host name is not known; allowed: an address of this machine, localhost, 0.0.0.0", exception);
        }
    }

    private void Listen(KestrelServerOptions settings, ListenAddress address, IPEndPoint[] endpoints)
    {
        void Http1(ListenOptions listen)
        {
            listen.Protocols = HttpProtocols.Http1;
            ClientGuard.Install(listen, TimeProvider.System);
            _listening.Add(listen);
        }

        // "localhost" is two addresses; the second is done without where there is no IPv6, and with a port that the system picks.
        if (endpoints.Length > 1 && address.Port > 0)
        {
            settings.ListenLocalhost(address.Port, Http1);
            return;
        }

        settings.Listen(endpoints[0], Http1);
    }

    private List<string> AddressesInUse(ListenAddress address) =>
        [.. _listening.Select(listen => $"http://{new ListenAddress(address.Host, listen.IPEndPoint?.Port ?? address.Port)}")];

    private static StartFailure Explain(ListenAddress address, Exception exception)
    {
        var socket = exception as SocketException ?? exception.InnerException as SocketException
            ?? exception.InnerException?.InnerException as SocketException;
        var reason = (exception, socket?.SocketErrorCode) switch
        {
            (_, SocketError.AddressAlreadyInUse) or ({ InnerException: AddressInUseException }, _) or (AddressInUseException, _) =>
                "the port is already in use by another process; stop that one or set server.port",
            (_, SocketError.AccessDenied) => "permission denied; ports below 1024 need privileges",
            (_, SocketError.AddressNotAvailable) => "the address does not belong to this machine; check server.host",
            _ => exception.Message,
        };
        return new StartFailure($"cannot listen on {address}: {reason}", exception);
    }
}
