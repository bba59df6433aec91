using System.Net;
using System.Text;

namespace Olla.Perf.Load.Http;

/// <summary>Where requests go: an address, the path in front of the API's own path, and the connections that are kept alive.</summary>
internal sealed class HttpTarget : IDisposable
{
    private readonly Stack<StreamConnection> _idle = new();

    private HttpTarget(string name, EndPoint address, string authority, string pathPrefix)
    {
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

    /// <exception cref="ArgumentException">The address is no plain HTTP URL.</exception>
    public static HttpTarget Create(string name, Uri address, string pathPrefix = "")
    {
        if (address.Scheme != Uri.UriSchemeHttp)
        {
            throw new ArgumentException($"'{address}' is no http:// address; the load generator speaks plain HTTP only", nameof(address));
        }

        EndPoint endPoint = IPAddress.TryParse(address.DnsSafeHost, out var ip)
            ? new IPEndPoint(ip, address.Port)
            : address.IsLoopback ? new IPEndPoint(IPAddress.Loopback, address.Port) : new DnsEndPoint(address.DnsSafeHost, address.Port);
        return new HttpTarget(name, endPoint, address.Authority, address.AbsolutePath.TrimEnd('/') + pathPrefix);
    }

    /// <summary>Bytes of the request's head up to the content length, for one API path.</summary>
    public byte[] RequestHead(string path, string accept) => Encoding.ASCII.GetBytes(
        $"POST {PathPrefix}{path} HTTP/1.1\r\nHost: {Authority}\r\nUser-Agent: olla-perf\r\nAccept: {accept}\r\n" +
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
