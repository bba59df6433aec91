using System.Text;

namespace Olla.Proxy.Engines.Targets;

/// <summary>Works out the path a backend is asked for. The client's percent-encoding is kept; nothing climbs above its root.</summary>
internal sealed class TargetPath
{
    private readonly string _base;

    /// <param name="url">The endpoint's base URL.</param>
    /// <param name="preserve">Whether its path is put in front; otherwise the client's path stands alone.</param>
    public TargetPath(Uri url, bool preserve) =>
        _base = preserve && url.AbsolutePath.Length > 1 ? Clean(url.AbsolutePath) : "";

    /// <summary>The path and query to ask for. Allocates nothing when there is neither a base path nor a query.</summary>
    /// <param name="path">Raw path with its leading slash.</param>
    /// <param name="query">Raw query with its question mark, or empty.</param>
    public string For(string path, string query)
    {
        if (path.Length == 0)
        {
            path = "/";
        }

        if (_base.Length > 1)
        {
            // Cleaned before joining, so that encoded dots cannot climb out of the base path.
            var cleaned = Clean(path);
            path = cleaned == "/" ? _base : _base + cleaned;
        }
        else if (HasDotSegments(path))
        {
            path = Clean(path);
        }

        return Printable(query.Length == 0 ? path : path + query);
    }

    /// <summary>Whether any segment is a dot segment, raw or after decoding once. Undecodable escapes count as dot segments.</summary>
    private static bool HasDotSegments(string path)
    {
        if (!path.Contains('.') && !path.Contains('%'))
        {
            return false;
        }

        if (!TryDecode(path, out var decoded))
        {
            return true;
        }

        foreach (var range in decoded.AsSpan().SplitAny('/', '\\'))
        {
            if (decoded.AsSpan()[range] is "." or "..")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Resolves dot segments, collapses doubled slashes and drops a trailing one; other bytes stay as they are. A segment with an escaped
    /// slash is a name with a slash in it, unless a backend that decodes it would find a dot segment inside.
    /// </summary>
    private static string Clean(string path)
    {
        var kept = new List<string>();
        foreach (var segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var pieces = segment.Contains('%', StringComparison.Ordinal) ? Decode(segment).Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries) : [segment];
            if (!Array.Exists(pieces, piece => piece is "." or ".."))
            {
                kept.Add(segment);
                continue;
            }

            foreach (var piece in pieces)
            {
                Climb(kept, piece);
            }
        }

        return "/" + string.Join('/', kept);
    }

    private static void Climb(List<string> kept, string piece)
    {
        switch (piece)
        {
            case ".":
                break;
            case "..":
                if (kept.Count > 0)
                {
                    kept.RemoveAt(kept.Count - 1);
                }

                break;
            default:
                kept.Add(piece);
                break;
        }
    }

    /// <summary>Undoes the escapes that a backend may take for parts of the path.</summary>
    private static string Decode(string segment) => segment
        .Replace("%2e", ".", StringComparison.OrdinalIgnoreCase)
        .Replace("%2f", "/", StringComparison.OrdinalIgnoreCase)
        .Replace("%5c", "\\", StringComparison.OrdinalIgnoreCase);

    private static bool TryDecode(string path, out string decoded)
    {
        decoded = path;
        if (!path.Contains('%'))
        {
            return true;
        }

        var text = new StringBuilder(path.Length);
        for (var i = 0; i < path.Length; i++)
        {
            if (path[i] != '%')
            {
                _ = text.Append(path[i]);
                continue;
            }

            if (i + 2 >= path.Length || !char.IsAsciiHexDigit(path[i + 1]) || !char.IsAsciiHexDigit(path[i + 2]))
            {
                return false;
            }

            _ = text.Append((char)Convert.ToInt32(path.Substring(i + 1, 2), 16));
            i += 2;
        }

        decoded = text.ToString();
        return true;
    }

    /// <summary>Encodes what could end or split a request line; clients send such characters only by mistake or on purpose.</summary>
    private static string Printable(string target)
    {
        if (!target.AsSpan().ContainsAnyExceptInRange('!', '~') && !target.Contains('#'))
        {
            return target;
        }

        var safe = new StringBuilder(target.Length + 8);
        foreach (var piece in Encoding.UTF8.GetBytes(target))
        {
            _ = piece is >= (byte)'!' and <= (byte)'~' and not (byte)'#'
                ? safe.Append((char)piece)
                : safe.Append('%').Append(Convert.ToHexString([piece]));
        }

        return safe.ToString();
    }
}
