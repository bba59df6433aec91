using Olla.Perf.Scenarios;

namespace Olla.Perf.Load.Arrivals;

/// <summary>Draws from a scenario's <see cref="DistributionPlan"/>.</summary>
internal sealed class DistributionSampler
{
    private readonly DistributionPlan _plan;
    private readonly RandomStream _random;
    private readonly double _sigma;

    /// <exception cref="ArgumentException">The plan's kind is unknown.</exception>
    public DistributionSampler(DistributionPlan plan, RandomStream random)
    {
        if (plan.Kind is not ("constant" or "lognormal" or "gamma" or "pareto"))
        {
            throw new ArgumentException($"unknown distribution '{plan.Kind}'; known: constant, lognormal, gamma, pareto", nameof(plan));
        }

        _plan = plan;
        _random = random;
        var square = plan.CoefficientOfVariation * plan.CoefficientOfVariation;
        _sigma = Math.Sqrt(PortableMath.Log(1 + square));
    }

    public double Next()
    {
        if (_plan.Kind == "constant" || _plan.CoefficientOfVariation == 0)
        {
            return _plan.Mean;
        }

        if (_plan.Kind == "lognormal")
        {
            return _plan.Mean * PortableMath.Exp((_sigma * _random.NextNormal()) - (0.5 * _sigma * _sigma));
        }

        if (_plan.Kind == "pareto")
        {
            // Shape from the variation: cv² = 1 / (a(a-2)); the scale follows from the mean.
            var square = _plan.CoefficientOfVariation * _plan.CoefficientOfVariation;
            var tail = 1 + Math.Sqrt(1 + (1 / square));
            return _plan.Mean * (tail - 1) / tail * PortableMath.Exp(-PortableMath.Log(_random.NextPositive()) / tail);
        }

        var shape = 1 / (_plan.CoefficientOfVariation * _plan.CoefficientOfVariation);
        return _plan.Mean * _random.NextGamma(shape) / shape;
    }
}
