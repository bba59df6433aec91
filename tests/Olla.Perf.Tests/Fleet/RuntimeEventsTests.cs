using Olla.Perf.Fleet;

namespace Olla.Perf.Tests.Fleet;

public sealed class RuntimeEventsTests
{
    [Fact]
    public async Task Allocations_collections_and_pauses_of_a_process_are_seen_from_outside()
    {
        await using var runtime = RuntimeEvents.TryAttach(Environment.ProcessId);
        Assert.NotNull(runtime);

        const int Kilobytes = 20_000;
        for (var count = 0; count < Kilobytes; count++)
        {
            GC.KeepAlive(new byte[1024]);
        }

        GC.Collect();
        var (seen, longest) = (default(RuntimeUsage), 0L);
        while (seen.AllocatedBytes < Kilobytes * 1024L || seen.Collections == 0 || longest == 0)
        {
            await Task.Yield();
            seen = runtime.Take();
            longest = Math.Max(longest, seen.LongestGcPause);
        }

        Assert.InRange(longest, 1, seen.GcPause);
    }

    [Fact]
    public void A_process_without_a_runtime_is_not_listened_to() => Assert.Null(RuntimeEvents.TryAttach(1));
}
