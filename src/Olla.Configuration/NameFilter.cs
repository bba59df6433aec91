namespace Olla.Configuration;

/// <summary>Include and exclude globs over names: a <c>*</c> at the start or end (or both), compared without case; exclude wins.</summary>
public sealed record NameFilter
{
    /// <summary>The filter that lets every name pass.</summary>
    public static NameFilter Everything { get; } = new();

    public IReadOnlyList<string> Include { get; init; } = [];
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Whether <paramref name="name"/> passes.</summary>
    public bool Accepts(string name) => (Include.Count == 0 || Matches(Include, name)) && !Matches(Exclude, name);

    private static bool Matches(IReadOnlyList<string> globs, string name)
    {
        foreach (var glob in globs)
        {
            var text = glob.AsSpan();
            var open = text.StartsWith("*");
            var shut = text.Length > 1 && text.EndsWith("*");
            var core = text[(open ? 1 : 0)..(text.Length - (shut ? 1 : 0))];
            var hit = (open, shut) switch
            {
                (true, true) => name.AsSpan().Contains(core, StringComparison.OrdinalIgnoreCase),
                (true, false) => name.AsSpan().EndsWith(core, StringComparison.OrdinalIgnoreCase),
                (false, true) => name.AsSpan().StartsWith(core, StringComparison.OrdinalIgnoreCase),
                _ => name.AsSpan().Equals(core, StringComparison.OrdinalIgnoreCase),
            };
            if (hit)
            {
                return true;
            }
        }

        return false;
    }
}
