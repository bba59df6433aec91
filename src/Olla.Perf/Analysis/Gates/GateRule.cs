namespace Olla.Perf.Analysis.Gates;

/// <summary>What a gate minds, and how often it may be wrong.</summary>
internal sealed record GateRule
{
    /// <summary>A change for the worse beyond this must be found: relative, 0.05 for 5 %.</summary>
    public double Margin { get; init; } = 0.05;

    /// <summary>A change for the worse up to this never counts as a regression: relative. Default a fifth of the margin.</summary>
    public double Tolerance => Margin / 5;

    /// <summary>Probability that anything at all is called a regression though nothing is worse, over all quantities and all looks.</summary>
    public double FalseAlarm { get; init; } = 0.01;

    /// <summary>Probability that a quantity passes though it is worse by the margin, over all looks.</summary>
    public double Miss { get; init; } = 0.05;

    /// <summary>Pairs of trials at most; then what is not decided stays undecided.</summary>
    public int MostBlocks { get; init; } = 40;
}
