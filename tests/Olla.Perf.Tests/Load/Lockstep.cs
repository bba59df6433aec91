using Olla.LlmApi.Streaming;
using Olla.Perf.Load.Http;

namespace Olla.Perf.Tests.Load;

/// <summary>
/// Lets a server go on only when the client has read what was written: then each event's time of receipt lies between two readings of the clock, however
/// busy the machine is.
/// </summary>
internal static class Lockstep
{
    /// <summary>Waits until the client has read so many bytes, or is done.</summary>
    /// <returns>A moment after the client's read.</returns>
    public static async Task<long> UntilReadAsync(RequestObservation observation, long bytes)
    {
        while (observation.Bytes < bytes && observation.End == 0)
        {
            await Task.Yield();
            Interlocked.MemoryBarrier();
        }

        return EmissionStamp.Now();
    }

    /// <summary>Waits until the clock shows that moment.</summary>
    public static async Task UntilAsync(long moment)
    {
        while (EmissionStamp.Now() < moment)
        {
            await Task.Yield();
        }
    }
}
