using System.Text;

namespace Olla.Proxy.Engines.Olla.Lane;

/// <summary>How the proxy names itself, as bytes.</summary>
internal sealed class LaneProduct(string value, string via)
{
    /// <summary>Product and version.</summary>
    public ReadOnlyMemory<byte> Value { get; } = Encoding.ASCII.GetBytes(value);

    /// <summary>Our element of a <c>Via</c> list.</summary>
    public ReadOnlyMemory<byte> Via { get; } = Encoding.ASCII.GetBytes(via);

    /// <summary>The lines that a client sees.</summary>
    public ReadOnlyMemory<byte> ClientLines { get; } = Encoding.ASCII.GetBytes($"X-Served-By: {value}\r\nVia: {via}\r\n");
}
