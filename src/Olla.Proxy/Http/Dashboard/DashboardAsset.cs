namespace Olla.Proxy.Http.Dashboard;

/// <summary>One file of the dashboard as it is sent.</summary>
/// <param name="Name">As requested, below <c>/internal/ui/</c>.</param>
/// <param name="Body">The bytes.</param>
/// <param name="Compressed">The same with gzip; null when that is not smaller.</param>
/// <param name="Tag">Strong ETag of <paramref name="Body"/>, quoted.</param>
/// <param name="ContentType">With its charset.</param>
/// <param name="IsHashed">Whether the name changes with the content, so that it may be kept forever.</param>
internal sealed record DashboardAsset(string Name, byte[] Body, byte[]? Compressed, string Tag, string ContentType, bool IsHashed)
{
    /// <summary>Strong ETag of <see cref="Compressed"/>, quoted: other bytes need another tag.</summary>
    public string CompressedTag => Tag[..^1] + "-gz\"";
}
