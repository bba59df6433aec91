using System.Diagnostics;

namespace Olla.MockBackends.Streaming;

/// <summary>
/// The clock of all streams: one thread that sleeps until the earliest deadline and then runs the stream that waits for it, write
/// included. No timer per token, no thread per stream, no hop to the thread pool between a deadline and its bytes.
/// </summary>
internal sealed class Pacer : IDisposable
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<(PacedWait Wait, int Turn), long> _waits = new();
    private readonly Alarm _alarm = Alarm.Create();
    private readonly Thread _thread;
    private long _wakesAt = long.MaxValue;
    private volatile bool _disposed;

    public Pacer()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "pacer" };
        _thread.Start();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _disposed = true;
        _alarm.Ring();
        if (Thread.CurrentThread != _thread)
        {
            _thread.Join();
            _alarm.Dispose();
        }
    }

    internal void Add(PacedWait wait, int turn, long deadline)
    {
        bool mustWake;
        lock (_gate)
        {
            _waits.Enqueue((wait, turn), deadline);
            mustWake = deadline < _wakesAt;
        }

        // The pacer's own thread looks at the queue again before it sleeps.
        if (mustWake && Thread.CurrentThread != _thread)
        {
            _alarm.Ring();
        }
    }

    private void Run()
    {
        _alarm.Prepare();
        while (!_disposed)
        {
            (PacedWait Wait, int Turn) due = default;
            long sleep = 0;
            lock (_gate)
            {
                if (!_waits.TryPeek(out _, out var deadline))
                {
                    sleep = long.MaxValue;
                    _wakesAt = long.MaxValue;
                }
                else if ((sleep = deadline - Stopwatch.GetTimestamp()) > 0)
                {
                    _wakesAt = deadline;
                }
                else
                {
                    // While it runs streams it needs no wake-up call.
                    _wakesAt = long.MinValue;
                    due = _waits.Dequeue();
                }
            }

            if (due.Wait is not null)
            {
                due.Wait.Complete(due.Turn);
            }
            else
            {
                _alarm.Sleep(sleep);
            }
        }
    }
}
