using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Olla.Configuration.Values;

/// <summary>Networks in CIDR notation; bits behind the prefix may be set and are cut off, as network tools do.</summary>
internal static class NetworkText
{
    public static bool TryParse(string text, out IPNetwork network)
    {
        network = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0
            || !IPAddress.TryParse(text.AsSpan(0, slash), out var address)
            || !IsUsual(text.AsSpan(0, slash), address)
            || !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length))
        {
            return false;
        }

        var bytes = address.GetAddressBytes();
        if (length > bytes.Length * 8)
        {
            return false;
        }

        for (var bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        network = new IPNetwork(new IPAddress(bytes), length);
        return true;
    }

    // The framework also takes "127" or "0x7f.1" for an address; a person who writes that in a list of networks made a mistake.
    private static bool IsUsual(ReadOnlySpan<char> text, IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6
            ? !text.Contains('%') && !text.StartsWith("[")
            : text.Count('.') == 3 && text.IndexOfAnyExceptInRange('.', '9') < 0;
}
