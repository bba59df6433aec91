using Olla.MockBackends.Model;

namespace Olla.MockBackends.Tests.Model;

public sealed class SlotPoolTests
{
    [Fact]
    public async Task Slots_go_to_waiting_requests_in_the_order_of_arrival()
    {
        var pool = new SlotPool();
        Assert.True(await pool.EnterAsync(1, 0, default));
        var waiting = Enumerable.Range(0, 5).Select(_ => pool.EnterAsync(1, 0, default).AsTask()).ToList();
        for (var i = 0; i < waiting.Count; i++)
        {
            Assert.Equal(waiting.Count - i, pool.Queued);
            pool.Leave();
            Assert.True(await waiting[i]);
            Assert.All(waiting.Skip(i + 1), task => Assert.False(task.IsCompleted));
            Assert.Equal(1, pool.Active);
        }

        pool.Leave();
        Assert.Equal(0, pool.Active);
    }

    [Fact]
    public async Task Who_leaves_the_queue_is_passed_over()
    {
        var pool = new SlotPool();
        using var leaving = new CancellationTokenSource();
        Assert.True(await pool.EnterAsync(1, 0, default));
        var impatient = pool.EnterAsync(1, 0, leaving.Token).AsTask();
        var patient = pool.EnterAsync(1, 0, default).AsTask();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        pool.Leave();
        Assert.True(await patient);
        Assert.Equal(1, pool.Active);
    }

    [Fact]
    public async Task A_full_queue_refuses()
    {
        var pool = new SlotPool();
        Assert.True(await pool.EnterAsync(1, 1, default));
        _ = pool.EnterAsync(1, 1, default).AsTask();
        Assert.False(await pool.EnterAsync(1, 1, default));
    }
}
