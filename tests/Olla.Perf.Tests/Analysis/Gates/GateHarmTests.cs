using Olla.Perf.Analysis.Gates;
using Olla.Perf.Results;

namespace Olla.Perf.Tests.Analysis.Gates;

public sealed class GateHarmTests
{
    /// <summary>Failed requests of each pair, baseline/candidate, out of 200 on either side; after how many pairs harm is proven, 0 for never.</summary>
    [Theory]
    [InlineData("0/200 0/200", 6, 2)]
    [InlineData("0/200", 1, 1)]
    [InlineData("0/66 0/66 0/66", 40, 2)]
    [InlineData("0/12 0/11 0/13 0/9", 40, 3)]
    [InlineData("66/200 66/200", 40, 2)]
    [InlineData("0/200", 6, 0)]
    [InlineData("0/0 0/200 0/0 0/0 0/0 0/0", 40, 0)]
    [InlineData("66/66 70/64 60/71 66/66", 40, 0)]
    [InlineData("200/200 200/200 200/200", 40, 0)]
    [InlineData("66/0 66/0 66/0", 40, 0)]
    [InlineData("0/1 0/0 0/1 0/0 0/0 0/1", 40, 0)]
    public void Harm_is_proven_by_shares_that_lie_apart_without_the_worst_pair(string pairs, int mostBlocks, int provenAfter)
    {
        var harm = new GateHarm(new GateRule { MostBlocks = mostBlocks });
        var proven = 0;
        foreach (var (pair, number) in pairs.Split(' ').Select((pair, index) => (pair.Split('/'), index + 1)))
        {
            harm.Add(Trial(pair[0]), Trial(pair[1]));
            proven = proven == 0 && harm.IsProven ? number : proven;
        }

        Assert.Equal(provenAfter, proven);
    }

    private static TrialMeasurement Trial(string failed)
    {
        var count = int.Parse(failed, System.Globalization.CultureInfo.InvariantCulture);
        return new TrialMeasurement
        {
            Window = TimeSpan.FromSeconds(1),
            Values = new Dictionary<string, double> { [Metric.FailedRequests.Name] = count, [Metric.CompletedRequests.Name] = 200 - count },
        };
    }
}
