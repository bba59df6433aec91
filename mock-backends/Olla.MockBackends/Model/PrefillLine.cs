namespace Olla.MockBackends.Model;

/// <summary>Prompts are computed one after the other, as a processor that is busy with one prompt does: who comes meanwhile waits.</summary>
internal sealed class PrefillLine
{
    private readonly Lock _gate = new();
    private long _busyUntil;

    /// <summary>Takes a place in line.</summary>
    /// <param name="from">Nanoseconds of the monotonic clock at which the prompt may begin.</param>
    /// <param name="work">Nanoseconds that it takes.</param>
    /// <returns>When it is done.</returns>
    public long Reserve(long from, long work)
    {
        if (work <= 0)
        {
            return from;
        }

        lock (_gate)
        {
            _busyUntil = Math.Max(from, _busyUntil) + work;
            return _busyUntil;
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _busyUntil = 0;
        }
    }
}
