namespace Olla.MockBackends.Model;

/// <summary>The shapes a random quantity can have.</summary>
internal enum DistributionKind
{
    Constant,
    Lognormal,
    Gamma,

    /// <summary>Heavy-tailed: now and then one is very much longer than the mean.</summary>
    Pareto,
}
