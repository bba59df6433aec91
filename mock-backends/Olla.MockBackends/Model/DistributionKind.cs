namespace Olla.MockBackends.Model;

/// <summary>The shapes a random quantity can have.</summary>
internal enum DistributionKind
{
    Constant,
    Lognormal,
    Gamma,
}
