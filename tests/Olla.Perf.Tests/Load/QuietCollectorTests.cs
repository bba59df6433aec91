using System.Runtime;
using Olla.Perf.Load;

namespace Olla.Perf.Tests.Load;

[CollectionDefinition(nameof(QuietCollectorTests), DisableParallelization = true)]
public sealed class AloneInTheProcess;

/// <summary>The collector is the whole process's, so no other test may run beside these.</summary>
[Collection(nameof(QuietCollectorTests))]
public class QuietCollectorTests
{
    [Fact]
    public void Nothing_is_collected_while_what_was_set_aside_lasts()
    {
        using var quiet = QuietCollector.Begin(requests: 10_000, events: 10);
        var collections = GC.CollectionCount(0);

        Allocate(megabytes: 30);

        Assert.Equal(collections, GC.CollectionCount(0));
    }

    [Fact]
    public void A_load_that_needs_more_than_was_set_aside_goes_on_with_the_collector_as_ever()
    {
        var before = GCSettings.LatencyMode;
        var collections = GC.CollectionCount(0);
        using (QuietCollector.Begin(requests: 1, events: 1))
        {
            Allocate(megabytes: 600);
            Assert.True(GC.CollectionCount(0) > collections + 1);
        }

        Assert.Equal(before, GCSettings.LatencyMode);
    }

    [Fact]
    public void A_second_trial_of_the_process_does_not_end_the_first_one_badly()
    {
        var before = GCSettings.LatencyMode;
        using (QuietCollector.Begin(requests: 1, events: 1))
        {
            using var second = QuietCollector.Begin(requests: 1, events: 1);
        }

        Assert.NotEqual(GCLatencyMode.NoGCRegion, GCSettings.LatencyMode);
        Assert.Equal(before, GCSettings.LatencyMode);
    }

    private static void Allocate(int megabytes)
    {
        var kept = new byte[64][];
        for (var index = 0; index < megabytes * 64; index++)
        {
            kept[index % kept.Length] = new byte[16 * 1024];
        }
    }
}
