namespace Olla.Perf.Tests.Simulation;

/// <summary>What a shared machine does to measurements beside noise from trial to trial: sizes as seen in real sweeps on two cores.</summary>
/// <param name="Walk">Standard deviation of a step (in logarithms) from each trial to the next: the machine grows slower and faster while a block runs.</param>
/// <param name="OutlierShare">Share of the trials that were disturbed and passed the certificate all the same.</param>
/// <param name="OutlierSize">Mean of how much slower (in logarithms) such a trial is; exponential.</param>
/// <param name="VoidShare">Share of the trials whose certificate says void; their figures are far off.</param>
/// <param name="FailureShare">Share of the trials that could not be run.</param>
internal sealed record MachineNoise(double Walk, double OutlierShare, double OutlierSize, double VoidShare, double FailureShare);
