using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace Olla.Proxy.Providers.Metrics;

/// <summary>
/// Finds those of a few names that have a value in the JSON that passes by. One pass for all names: 32 bytes at a time are compared with one
/// letter of each and the quote that ends it, since almost always nothing is found. A quarter of what a search for one name costs.
/// </summary>
internal sealed class NameSearch
{
    /// <summary>Letters from frequent to rare; others, such as capitals and underscores, are rarer.</summary>
    private const string Frequency = "etaoinsrhldcumfpgwybvkxjqz";

    private readonly byte[][] _quoted;

    // From the letter of a name that is looked for to the quote behind the name; the same for all names, so that both are loaded once.
    private readonly int _distance;
    private readonly Vector256<byte> _letter;
    private readonly Vector256<byte>[] _others;

    /// <param name="names">At least one, none empty.</param>
    public NameSearch(IEnumerable<string> names)
    {
        string[] all = [.. names];
        _quoted = [.. all.Select(name => Encoding.UTF8.GetBytes($"\"{name}\""))];
        _distance = Enumerable.Range(1, all.Min(name => name.Length)).MaxBy(distance => all.Min(name => Rarity(name[^distance])));
        var letters = _quoted.Select(name => name[^(_distance + 1)]).Distinct().Select(Vector256.Create).ToArray();
        (_letter, _others) = (letters[0], letters[1..]);
    }

    /// <summary>The place behind the first name at or behind <paramref name="from"/> whose value is not null; -1 for none.</summary>
    /// <param name="json">Any bytes; what is no JSON holds no name.</param>
    /// <param name="from">Where to begin: zero, or what was found before.</param>
    /// <param name="name">Which of the names it is; -1 for none.</param>
    public int Next(ReadOnlySpan<byte> json, int from, out int name)
    {
        while ((from = Candidate(json, from)) >= 0)
        {
            var behind = from + _distance + 1;
            name = NameThatEndsAt(json, behind);
            if (name >= 0)
            {
                return behind;
            }

            from++;
        }

        name = -1;
        return -1;
    }

    private static int Rarity(char letter) => Frequency.IndexOf(letter) is >= 0 and var rank ? rank : Frequency.Length;

    /// <summary>The first place of a letter with a quote at its distance; nothing is called from in here, so that all stays in registers.</summary>
    private int Candidate(ReadOnlySpan<byte> json, int from)
    {
        var end = json.Length - _distance - Vector256<byte>.Count;
        if (end < 0 || from + _distance >= json.Length)
        {
            return CandidateOfFew(json, from);
        }

        ref var first = ref MemoryMarshal.GetReference(json);
        ref var quotes = ref MemoryMarshal.GetReference(json[_distance..]);
        var (letter, others, quote) = (_letter, _others, Vector256.Create((byte)'"'));
        for (var at = Math.Min(from, end); ; at = Math.Min(at + Vector256<byte>.Count, end))
        {
            var bytes = Vector256.LoadUnsafe(ref first, (nuint)at);
            var found = Vector256.Equals(bytes, letter);
            foreach (var other in others)
            {
                found |= Vector256.Equals(bytes, other);
            }

            found &= Vector256.Equals(Vector256.LoadUnsafe(ref quotes, (nuint)at), quote);
            if (found != Vector256<byte>.Zero)
            {
                // The last block reaches back over what was looked at before.
                var places = found.ExtractMostSignificantBits() & (uint.MaxValue << Math.Max(0, from - at));
                if (places != 0)
                {
                    return at + BitOperations.TrailingZeroCount(places);
                }
            }

            if (at == end)
            {
                return -1;
            }
        }
    }

    private int CandidateOfFew(ReadOnlySpan<byte> json, int from)
    {
        for (; from + _distance < json.Length; from++)
        {
            if (json[from + _distance] == '"')
            {
                return from;
            }
        }

        return -1;
    }

    /// <summary>The name whose closing quote is before this place, if it is one of something: many backends write <c>"usage":null</c> into every event but the last.</summary>
    private int NameThatEndsAt(ReadOnlySpan<byte> json, int behind)
    {
        for (var name = 0; name < _quoted.Length; name++)
        {
            if (json[..behind].EndsWith(_quoted[name]))
            {
                return json[behind..].TrimStart(" :"u8).StartsWith("null"u8) ? -1 : name;
            }
        }

        return -1;
    }
}
