using System.Net;
using System.Net.Sockets;
using Olla.Proxy.Engines.Olla.Lane.Native;

namespace Olla.Proxy.Engines.Olla.Lane;

/// <summary>
/// Where a host can be reached, in the system's layout. Names are resolved off the loops' threads: until the first answer the lane
/// does not serve the endpoint, later an old answer serves while a new one is fetched.
/// </summary>
internal sealed class LaneAddresses
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(30);

    private readonly string _host;
    private readonly int _port;
    private readonly TimeProvider _time;
    private byte[][]? _resolved;
    private long _resolvedAt;
    private int _resolving;

    public LaneAddresses(Uri url, TimeProvider time)
    {
        _host = url.IdnHost;
        _port = url.Port;
        _time = time;
        IsLiteral = IPAddress.TryParse(_host, out var address);
        if (IsLiteral) _resolved = [SocketAddressBytes.Of(new IPEndPoint(address!, _port))];
    }

    /// <summary>Whether the host is an address already.</summary>
    public bool IsLiteral { get; }

    /// <summary>Addresses to try in this order; empty while nothing is known.</summary>
    public byte[][] Current
    {
        get
        {
            if (IsLiteral) return _resolved!;
            var known = Volatile.Read(ref _resolved);
            if (known is null || _time.GetElapsedTime(Volatile.Read(ref _resolvedAt)) > Freshness) Refresh();
            return known ?? [];
        }
    }

    /// <summary>Forgets a name's addresses after none of them could be reached.</summary>
    public void Forget()
    {
        if (!IsLiteral) Volatile.Write(ref _resolved, null);
    }

    private void Refresh()
    {
        if (Interlocked.CompareExchange(ref _resolving, 1, 0) != 0) return;
        _ = ResolveAsync();
    }

    private async Task ResolveAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            var found = await Dns.GetHostAddressesAsync(_host).ConfigureAwait(false);
            Volatile.Write(ref _resolved, found.Length == 0 ? null : [.. found.Select(address => SocketAddressBytes.Of(new IPEndPoint(address, _port)))]);
        }
        catch (SocketException)
        {
            // The portable path meets the same error and reports it in its own words.
            Volatile.Write(ref _resolved, null);
        }
        finally
        {
            Volatile.Write(ref _resolvedAt, _time.GetTimestamp());
            Volatile.Write(ref _resolving, 0);
        }
    }
}
