namespace Olla.Tests;

/// <summary>What a piece of code allocates on the thread that runs it.</summary>
internal static class AllocatedBytes
{
    private const int Tries = 5;

    /// <summary>
    /// Bytes that one of several runs of <paramref name="code"/> allocated, the least of them: now and then the runtime charges a thread for something
    /// of its own (a collection that another thread caused, a method compiled again), but never less than what the code itself takes.
    /// </summary>
    public static long LeastOf(Action code)
    {
        var least = long.MaxValue;
        for (var i = 0; i < Tries; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            code();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
