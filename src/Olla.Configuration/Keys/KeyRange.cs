using System.Globalization;
using Olla.Configuration.Values;

namespace Olla.Configuration.Keys;

/// <summary>The values a number may have, both ends included.</summary>
/// <param name="Minimum">In the unit of the kind: the number itself, bytes, or ticks of 100 ns.</param>
/// <param name="Maximum">In the same unit.</param>
public sealed record KeyRange(long Minimum, long Maximum)
{
    internal static KeyRange NotNegative { get; } = new(0, long.MaxValue);

    internal static KeyRange Positive { get; } = new(1, long.MaxValue);

    internal static KeyRange Between(TimeSpan minimum, TimeSpan maximum) => new(minimum.Ticks, maximum.Ticks);

    internal static KeyRange AtLeast(TimeSpan minimum) => new(minimum.Ticks, long.MaxValue);

    /// <summary>Whether <paramref name="value"/> is allowed.</summary>
    public bool Contains(long value) => value >= Minimum && value <= Maximum;

    /// <summary>The range in words, in the notation of <paramref name="kind"/>.</summary>
    public string Describe(KeyKind kind)
    {
        var isOpen = Maximum == long.MaxValue;
        if (kind == KeyKind.Duration && Minimum == 1)
        {
            return isOpen ? "more than 0s" : "more than 0s, up to " + Text(Maximum, kind);
        }

        return isOpen ? Text(Minimum, kind) + " or more" : $"{Text(Minimum, kind)} to {Text(Maximum, kind)}";
    }

    private static string Text(long value, KeyKind kind) => kind == KeyKind.Duration
        ? DurationText.Format(TimeSpan.FromTicks(value))
        : value.ToString(CultureInfo.InvariantCulture);
}
