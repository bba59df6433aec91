using Microsoft.Extensions.Time.Testing;

namespace Olla.Proxy.Tests.Engines.Scripted;

/// <summary>Lets fake time pass while real threads work.</summary>
internal static class FakeTimeExtensions
{
    /// <summary>What a second of the fake clock lasts, so that bytes in real sockets keep up with it.</summary>
    private static readonly TimeSpan _realSecond = TimeSpan.FromMilliseconds(5);

    /// <summary>Advances until a task has ended, however it does.</summary>
    public static async Task AdvanceUntilAsync(this FakeTimeProvider time, Task task)
    {
        while (!task.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(_realSecond, TimeProvider.System);
        }
    }

    /// <summary>Advances until something was seen to happen.</summary>
    public static async Task AdvanceUntilAsync(this FakeTimeProvider time, Func<bool> happened)
    {
        while (!happened())
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(_realSecond, TimeProvider.System);
        }
    }

    /// <summary>Advances by so much in all, as a real clock would, in small steps.</summary>
    public static async Task AdvanceInStepsAsync(this FakeTimeProvider time, TimeSpan total, TimeSpan step)
    {
        for (var passed = TimeSpan.Zero; passed < total; passed += step)
        {
            time.Advance(step);
            await Task.Yield();
        }
    }
}
