using System.Net;
using System.Net.Security;
using System.Text;
using Olla.LlmApi;
using Olla.Perf.Scenarios;

namespace Olla.Perf.Load.Http;

/// <summary>Where requests go: an address, the path in front of the API's own path, and the connections that are kept alive.</summary>
internal sealed class HttpTarget : IDisposable
{
    private readonly Stack<StreamConnection> _idle = new();

    private HttpTarget(string name, EndPoint address, string authority, string pathPrefix, SslClientAuthenticationOptions? tls)
    {
        Tls = tls;
        Name = name;
        Address = address;
        Authority = authority;
        PathPrefix = pathPrefix;
    }

    public string Name { get; }

    public EndPoint Address { get; }

    /// <summary>Value of the <c>Host</c> header.</summary>
    public string Authority { get; }

    public string PathPrefix { get; }

    /// <summary>How TLS is begun; null over plain connections.</summary>
    public SslClientAuthenticationOptions? Tls { get; }

    /// <param name="tls">Trust in an https address; null leaves it to the machine's authorities.</param>
    /// <param name="dialectPrefixes">See <see cref="DialectPrefixes"/>.</param>
    /// <exception cref="ArgumentException">The address is no HTTP URL.</exception>
    public static HttpTarget Create(
        string name, Uri address, string pathPrefix = "", TlsPlan? tls = null, IReadOnlyDictionary<Dialect, string>? dialectPrefixes = null)
    {
        if (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps)
        {
            throw new ArgumentException($"'{address}' is no http:// or https:// address", nameof(address));
        }

        EndPoint endPoint = IPAddress.TryParse(address.DnsSafeHost, out var ip)
            ? new IPEndPoint(ip, address.Port)
            : address.IsLoopback ? new IPEndPoint(IPAddress.Loopback, address.Port) : new DnsEndPoint(address.DnsSafeHost, address.Port);
        return new HttpTarget(name, endPoint, address.Authority, address.AbsolutePath.TrimEnd('/') + pathPrefix,
            address.Scheme == Uri.UriSchemeHttps ? ServerTrust.Of(address.DnsSafeHost, tls ?? new TlsPlan()) : null)
        {
            DialectPrefixes = dialectPrefixes ?? new Dictionary<Dialect, string>(),
        };
    }

    /// <summary>Other paths in front of the API's own, for dialects that have one of their own.</summary>
    public IReadOnlyDictionary<Dialect, string> DialectPrefixes { get; init; } = new Dictionary<Dialect, string>();

    /// <summary>Bytes of the request's head up to the content length.</summary>
    public byte[] RequestHead(Dialect dialect, bool streamed) => Encoding.ASCII.GetBytes(
        $"POST {DialectPrefixes.GetValueOrDefault(dialect, PathPrefix)}{dialect.Path()} HTTP/1.1\r\nHost: {Authority}\r\nUser-Agent: olla-perf\r\n" +
        $"Accept: {(streamed ? dialect.StreamContentType() : "application/json")}\r\n" +
        (dialect == Dialect.AnthropicMessages ? "anthropic-version: 2023-06-01\r\nx-api-key: any\r\n" : "") +
        "Content-Type: application/json\r\nContent-Length: ");

    /// <summary>A kept connection that is still alive, the youngest first, or a new one.</summary>
    public StreamConnection Rent()
    {
        while (true)
        {
            StreamConnection? connection;
            lock (_idle)
            {
                if (!_idle.TryPop(out connection))
                {
                    return new StreamConnection(this);
                }
            }

            if (connection.IsAlive)
            {
                return connection;
            }

            connection.Dispose();
        }
    }

    public void Return(StreamConnection connection)
    {
        lock (_idle)
        {
            _idle.Push(connection);
        }
    }

    public void Dispose()
    {
        lock (_idle)
        {
            while (_idle.TryPop(out var connection))
            {
                connection.Dispose();
            }
        }
    }
}
