using System.Buffers;

namespace Olla.Proxy.Http.Translated.Inspection;

/// <summary>Under which name the entries of a request are grouped.</summary>
internal static class SessionName
{
    public const string Default = "default";

    private const int Longest = 64;

    private static readonly SearchValues<char> Safe =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>
    /// The value of the session header, else of <c>X-Request-ID</c>, else the default. A value that is not fit for a file name becomes the
    /// default too; <paramref name="refusedHeader"/> then names its header.
    /// </summary>
    public static string Of(IHeaderDictionary fields, string sessionHeader, out string? refusedHeader)
    {
        refusedHeader = null;
        foreach (var header in (ReadOnlySpan<string>)[sessionHeader, "X-Request-ID"])
        {
            if (fields[header] is not [{ Length: > 0 } value, ..])
            {
                continue;
            }

            if (value.Length <= Longest && !value.AsSpan().ContainsAnyExcept(Safe))
            {
                return value;
            }

            refusedHeader = header;
            return Default;
        }

        return Default;
    }
}
