using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Olla.Configuration;
using Olla.Proxy.Engines.Olla;

namespace Olla.Proxy.Engines.Sherpa;

/// <summary>The framework's clients of one engine.</summary>
internal sealed class InvokerPool : IDisposable
{
    private readonly ConcurrentDictionary<string, CountingInvoker> _invokers = new();
    private readonly ProxyOptions _options;
    private readonly TimeProvider _time;
    private readonly InvokerSharing _sharing;

    public InvokerPool(ProxyOptions options, TimeProvider time, InvokerSharing sharing)
    {
        _options = options;
        _time = time;
        _sharing = sharing;
    }

    /// <summary>The client for an endpoint, made on first use.</summary>
    public CountingInvoker For(Endpoint endpoint) => _invokers.GetOrAdd(
        _sharing == InvokerSharing.Shared ? "" : endpoint.Url.OriginalString,
        static (_, pool) => new CountingInvoker(pool._options, pool._time, pool._sharing), this);

    public void Dispose()
    {
        foreach (var invoker in _invokers.Values)
        {
            invoker.Dispose();
        }
    }
}
