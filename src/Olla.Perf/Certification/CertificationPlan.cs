using Olla.Perf.Scenarios;

namespace Olla.Perf.Certification;

/// <summary>The scenarios of a certification. Short on purpose: a person should run it on every machine before believing a figure from it.</summary>
internal static class CertificationPlan
{
    private const int TokenTime = 500;
    private const int TokensPerStream = 10;
    private static readonly TimeSpan _streamLength = TimeSpan.FromMilliseconds(TokenTime * TokensPerStream);

    /// <summary>Shared by all steps, so that one mock serves them.</summary>
    private static readonly FleetPlan _paced = Fleet(firstToken: TokenTime, tokenTime: TokenTime);

    /// <summary>So many streams open on average, two events a second each.</summary>
    public static Scenario Streams(int count, TimeSpan window) => Scenario(
        $"certify-{count}-streams",
        _paced,
        new WorkloadPlan { OutputTokens = new DistributionPlan("constant", TokensPerStream, 0) },
        // The warm-up fills the streams: it lasts as long as one of them.
        new LoadPlan
        {
            Warmup = _streamLength,
            Phases = [new LoadPhase { Simulation = LoadSimulation.Inject, Rate = count / _streamLength.TotalSeconds, Arrival = "poisson", During = window }],
        });

    /// <summary>Answers without pauses, as fast as they go.</summary>
    public static Scenario Saturated(TimeSpan window) => Scenario(
        "certify-saturation",
        Fleet(firstToken: 0, tokenTime: 0),
        new WorkloadPlan { OutputTokens = new DistributionPlan("constant", 500, 0) },
        new LoadPlan { Phases = [new LoadPhase { Simulation = LoadSimulation.KeepConstant, Copies = 16, During = window }] });

    /// <summary>An ordinary load through the proxy, to be measured twice.</summary>
    public static Scenario Twice(TimeSpan window) => Scenario(
        "certify-aa",
        Fleet(firstToken: 20, tokenTime: 5),
        new WorkloadPlan { OutputTokens = new DistributionPlan("constant", 48, 0) },
        new LoadPlan
        {
            Warmup = TimeSpan.FromMilliseconds(300),
            Phases = [new LoadPhase { Simulation = LoadSimulation.Inject, Rate = 100, Arrival = "poisson", During = window }],
        });

    private static FleetPlan Fleet(double firstToken, double tokenTime) => new()
    {
        Mocks =
        [
            new MockBackendPlan
            {
                Name = "certify",
                TimeToFirstToken = new DistributionPlan("constant", firstToken, 0),
                InterTokenTime = new DistributionPlan("constant", tokenTime, 0),
            },
        ],
    };

    private static Scenario Scenario(string name, FleetPlan fleet, WorkloadPlan workload, LoadPlan load) => new() { Name = name, Fleet = fleet, Workload = workload, Load = load };
}
