using System.Text;

namespace Olla.Proxy.Http.Lane;

/// <summary>The routes of the paths seen last, by their bytes: clients ask for few, and each costs two strings otherwise. For one thread.</summary>
internal sealed class PathCache(RouteMap routes)
{
    /// <summary>A power of two; more paths than this share places.</summary>
    private const int Places = 64;

    public RouteMap Routes { get; } = routes;

    private readonly Entry?[] _entries = new Entry?[Places];

    public Entry Find(ReadOnlySpan<byte> path)
    {
        // Length and last bytes tell the usual paths apart; a comparison settles it.
        var place = (path.Length * 31 + path[^1] + (path.Length > 8 ? path[^8] * 7 : 0)) & (Places - 1);
        if (_entries[place] is { } known && known.Bytes.AsSpan().SequenceEqual(path)) return known;
        var text = Encoding.ASCII.GetString(path);
        return _entries[place] = new Entry(path.ToArray(), text, Routes.Match(text));
    }

    internal sealed record Entry(byte[] Bytes, string Text, RouteMatch Match);
}
