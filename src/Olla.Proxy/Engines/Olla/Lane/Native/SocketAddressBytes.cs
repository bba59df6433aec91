using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Olla.Proxy.Engines.Olla.Lane.Native;

/// <summary>Socket addresses in the system's layout.</summary>
internal static class SocketAddressBytes
{
    /// <summary>Room for the longest one used here.</summary>
    public const int MaximumLength = 28;

    public const int FamilyInternet = 2;
    public const int FamilyInternet6 = 10;

    /// <summary>Layout of an address to connect to.</summary>
    public static byte[] Of(IPEndPoint endPoint)
    {
        var isVersion6 = endPoint.AddressFamily == AddressFamily.InterNetworkV6;
        var bytes = new byte[isVersion6 ? 28 : 16];
        BitConverter.TryWriteBytes(bytes, (ushort)(isVersion6 ? FamilyInternet6 : FamilyInternet));
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)endPoint.Port);
        endPoint.Address.TryWriteBytes(bytes.AsSpan(isVersion6 ? 8 : 4), out _);
        if (isVersion6) BitConverter.TryWriteBytes(bytes.AsSpan(24), (uint)endPoint.Address.ScopeId);
        return bytes;
    }

    public static int FamilyOf(ReadOnlySpan<byte> bytes) => BitConverter.ToUInt16(bytes);

    /// <summary>The address of a peer; IPv4 in IPv6's clothes is unwrapped.</summary>
    public static IPAddress AddressOf(ReadOnlySpan<byte> bytes)
    {
        if (FamilyOf(bytes) == FamilyInternet) return new IPAddress(bytes.Slice(4, 4));
        var address = new IPAddress(bytes.Slice(8, 16), BitConverter.ToUInt32(bytes[24..]));
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}
