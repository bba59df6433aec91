namespace Olla.Proxy.Http;

/// <summary>The request target exactly as the client wrote it, split into path and query; nothing is decoded.</summary>
/// <param name="Path">Raw path with its leading slash.</param>
/// <param name="Query">Raw query with its question mark, or empty.</param>
internal readonly record struct RequestTarget(string Path, string Query)
{
    /// <summary>Reads origin form (<c>/path?query</c>) and absolute form (<c>http://host/path?query</c>); any other form has the path <c>*</c>.</summary>
    public static RequestTarget Parse(string rawTarget)
    {
        var start = 0;
        if (!rawTarget.StartsWith('/'))
        {
            var authority = rawTarget.IndexOf("://", StringComparison.Ordinal);
            if (authority < 0)
            {
                return new RequestTarget("*", "");
            }

            start = rawTarget.AsSpan(authority + 3).IndexOfAny('/', '?');
            start = start < 0 ? rawTarget.Length : start + authority + 3;
        }

        var question = rawTarget.IndexOf('?', start);
        var path = question < 0 ? rawTarget[start..] : rawTarget[start..question];
        return new RequestTarget(path.Length == 0 ? "/" : path, question < 0 ? "" : rawTarget[question..]);
    }

    /// <summary>Whether the path has doubled slashes or dot segments, unencoded.</summary>
    public static bool IsUnclean(ReadOnlySpan<char> path)
    {
        for (var rest = path; ;)
        {
            var slash = rest.IndexOf('/');
            if (slash < 0 || slash + 1 == rest.Length)
            {
                return false;
            }

            rest = rest[(slash + 1)..];
            if (rest[0] == '/' || (rest[0] == '.' && IsDotSegment(rest)))
            {
                return true;
            }
        }
    }

    /// <summary>Resolves dot segments and doubled slashes; never rises above the root; keeps a trailing slash.</summary>
    public static string Clean(string path)
    {
        var kept = new List<string>();
        foreach (var segment in path.Split('/'))
        {
            switch (segment)
            {
                case "" or ".":
                    break;
                case "..":
                    if (kept.Count > 0)
                    {
                        kept.RemoveAt(kept.Count - 1);
                    }

                    break;
                default:
                    kept.Add(segment);
                    break;
            }
        }

        var clean = "/" + string.Join('/', kept);
        return clean.Length > 1 && path.EndsWith('/') ? clean + "/" : clean;
    }

    private static bool IsDotSegment(ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOf('/');
        return (end < 0 ? rest : rest[..end]) is "." or "..";
    }
}
