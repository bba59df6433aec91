namespace Olla.Perf.Analysis.Statistics;

/// <summary>A confidence interval.</summary>
internal readonly record struct Interval(double Low, double High)
{
    public static readonly Interval Everything = new(double.NegativeInfinity, double.PositiveInfinity);

    public double HalfWidth => (High - Low) / 2;

    public bool Contains(double value) => Low <= value && value <= High;

    /// <summary>The smallest interval that holds both.</summary>
    public Interval Hull(Interval other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));
}
