using System.Text;

namespace Olla.Proxy.Http.Status;

/// <summary>How status pages name endpoints without saying anything secret.</summary>
internal static class EndpointId
{
    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";

    /// <summary>The URL without user info, query and fragment.</summary>
    public static string SafeUrl(Uri url)
    {
        var text = url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        return url.AbsolutePath == "/" && !url.OriginalString.EndsWith('/') ? text.TrimEnd('/') : text;
    }

    /// <summary>
    /// For each endpoint FNV-1a of its safe URL in base 36; those that share a URL are told apart by <c>-0</c>, <c>-1</c>, … in the order of
    /// their names.
    /// </summary>
    public static Dictionary<Endpoint, string> Of(ReadOnlySpan<Endpoint> endpoints)
    {
        var ids = new Dictionary<Endpoint, string>();
        foreach (var group in endpoints.ToArray().GroupBy(endpoint => SafeUrl(endpoint.Url), StringComparer.Ordinal))
        {
            var id = Base36(Fnv1a(group.Key));
            var members = group.OrderBy(endpoint => endpoint.Name, StringComparer.Ordinal)
                .ThenBy(endpoint => endpoint.Url.OriginalString, StringComparer.Ordinal).ToArray();
            for (var i = 0; i < members.Length; i++)
            {
                ids[members[i]] = members.Length == 1 ? id : $"{id}-{i}";
            }
        }

        return ids;
    }

    internal static string Base36(ulong value)
    {
        Span<char> text = stackalloc char[13];
        var start = text.Length;
        do
        {
            text[--start] = Digits[(int)(value % 36)];
            value /= 36;
        }
        while (value > 0);

        return new string(text[start..]);
    }

    private static uint Fnv1a(string text)
    {
        var hash = 2_166_136_261u;
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ b) * 16_777_619u;
        }

        return hash;
    }
}
