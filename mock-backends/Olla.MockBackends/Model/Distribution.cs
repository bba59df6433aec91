using System.Globalization;

namespace Olla.MockBackends.Model;

/// <summary>A random quantity: a time in nanoseconds or a number of tokens.</summary>
/// <param name="Kind">Its shape.</param>
/// <param name="Mean">Its mean, in nanoseconds or tokens; at least 0.</param>
/// <param name="CoefficientOfVariation">Standard deviation divided by mean; 0 for a constant.</param>
internal sealed record Distribution(DistributionKind Kind, double Mean, double CoefficientOfVariation)
{
    /// <summary>The quantity that is always <paramref name="value"/>.</summary>
    public static Distribution Constant(double value) => new(DistributionKind.Constant, value, 0);

    /// <summary>True if every draw is 0.</summary>
    public bool IsZero => Mean == 0;

    /// <summary>Draws one value, at least 0.</summary>
    public double Draw(ref SeededGenerator generator)
    {
        if (Kind == DistributionKind.Constant || Mean == 0 || CoefficientOfVariation == 0)
        {
            return Mean;
        }

        var squared = CoefficientOfVariation * CoefficientOfVariation;
        if (Kind == DistributionKind.Gamma)
        {
            return Mean * squared * generator.NextGamma(1 / squared);
        }

        if (Kind == DistributionKind.Pareto)
        {
            // Shape from the variation: cv² = 1 / (a(a-2)); the scale follows from the mean.
            var shape = 1 + Math.Sqrt(1 + (1 / squared));
            return Mean * (shape - 1) / shape * Math.Pow(generator.NextUnit(), -1 / shape);
        }

        // Of a log-normal quantity, the logarithm's variance is ln(1 + cv²); half of it is taken off so that the mean is the mean.
        var variance = Math.Log(1 + squared);
        return Mean * Math.Exp((Math.Sqrt(variance) * generator.NextNormal()) - (variance / 2));
    }

    /// <summary>The text form that <see cref="DistributionParser"/> reads back, with times in nanoseconds.</summary>
    public string ToText(bool isTime)
    {
        var mean = Mean.ToString("R", CultureInfo.InvariantCulture) + (isTime ? "ns" : "");
        return Kind == DistributionKind.Constant
            ? mean
            : $"{Kind.ToString().ToLowerInvariant()}(mean={mean},cv={CoefficientOfVariation.ToString("R", CultureInfo.InvariantCulture)})";
    }
}
