using Olla.Perf.Analysis.Statistics;
using Olla.Perf.Results;

namespace Olla.Perf.Analysis;

/// <summary>Comparisons that are looked at together and therefore corrected together.</summary>
internal static class ComparisonFamily
{
    /// <param name="members">What is compared, its ratio, the floor and the direction of its metric.</param>
    public static IReadOnlyList<(T Subject, Comparison Comparison)> Judge<T>(
        VerdictRule rule, IReadOnlyList<(T Subject, PairedRatio Ratio, double LogFloor, MetricDirection Direction)> members)
    {
        var adjusted = BenjaminiHochberg.Adjust([.. members.Select(member => member.Ratio.PValue)]);
        return [.. members.Select((member, index) => (member.Subject, Judge(rule, member.Ratio, adjusted[index], member.LogFloor, member.Direction)))];
    }

    private static Comparison Judge(VerdictRule rule, PairedRatio ratio, double adjusted, double floor, MetricDirection direction)
    {
        var verdict = rule.Judge(ratio, adjusted, floor, direction);
        return new Comparison(ratio, floor, adjusted, verdict, verdict == Verdict.Undecided ? rule.BlocksToDecide(ratio, floor) : null);
    }
}
