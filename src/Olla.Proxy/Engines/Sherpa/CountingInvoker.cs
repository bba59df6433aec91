using System.Net;
using System.Net.Sockets;
using System.Text;
using Olla.Configuration;
using Olla.Proxy.Engines.Http1;
using Olla.Proxy.Engines.Olla;

namespace Olla.Proxy.Engines.Sherpa;

/// <summary>A client of the framework's without anything a proxy must not do, and a count of the connections it opened.</summary>
internal sealed class CountingInvoker : IDisposable
{
    private readonly ProxyOptions _options;
    private readonly TimeProvider _time;
    private int _dials;

    public CountingInvoker(ProxyOptions options, TimeProvider time, InvokerSharing sharing)
    {
        _options = options;
        _time = time;
        Invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            PooledConnectionIdleTimeout = UpstreamPool.IdleLifetime,
            EnableMultipleHttp2Connections = sharing == InvokerSharing.PerEndpoint,
            // The callback limits the dial by itself, so this covers what comes after it: the TLS handshake.
            ConnectTimeout = options.ConnectionTimeout > TimeSpan.Zero && options.TlsHandshakeTimeout > TimeSpan.Zero
                ? options.ConnectionTimeout + options.TlsHandshakeTimeout
                : Timeout.InfiniteTimeSpan,
            RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            // The kilobytes of one head: our own limit comes first, so that it is said in our words.
            MaxResponseHeadersLength = (HeadLimits.MaximumSize / 1024) + 1,
            ConnectCallback = ConnectAsync,
            PlaintextStreamFilter = static (context, _) => ValueTask.FromResult(Guarded(context)),
        });
    }

    public HttpMessageInvoker Invoker { get; }

    /// <summary>Connections opened so far.</summary>
    public int Dials => Volatile.Read(ref _dials);

    public void Dispose() => Invoker.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        _ = Interlocked.Increment(ref _dials);
        if (_options.ConnectionTimeout <= TimeSpan.Zero)
        {
            return await DialAsync(context, cancellation);
        }

        using var limit = new CancellationTokenSource(_options.ConnectionTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            return await DialAsync(context, either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new ConnectTimeoutException();
        }
    }

    private async ValueTask<Stream> DialAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = await Dialer.ConnectAsync(context.DnsEndPoint, _options.ConnectionKeepAlive, cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static Stream Guarded(SocketsHttpPlaintextStreamFilterContext context) => context.NegotiatedHttpVersion.Major > 1
        ? context.PlaintextStream
        : new ExchangeStream(context.PlaintextStream, (context.PlaintextStream as NetworkStream)?.Socket);
}
