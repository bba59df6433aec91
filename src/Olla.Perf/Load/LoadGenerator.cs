using Olla.LlmApi.Streaming;
using Olla.Perf.Load.Arrivals;
using Olla.Perf.Load.Http;
using Olla.Perf.Load.Pacing;

namespace Olla.Perf.Load;

/// <summary>
/// Drives a schedule against targets and observes every request.
/// <code>
///   schedule ──(1) due──► dispatcher thread ──(2) send──► connection ══► system under test
///                              │                              │
///                    (4) time-outs, end        (3) every read: stamp, split, record
/// </code>
/// One dedicated thread waits for absolute deadlines (1) and sends (2) itself, so nothing queues between a deadline and its request. The
/// answers (3) are handled where the sockets are polled. The same thread ends what takes too long (4).
/// </summary>
internal sealed class LoadGenerator
{
    private const long SweepEvery = 50_000_000;
    private const long ThinkGranularity = 1_000_000;
    private const long LeadTime = 20_000_000;
    private readonly LoadSchedule _schedule;
    private readonly RequestSource _requests;
    private readonly IReadOnlyList<HttpTarget> _targets;
    private readonly long _timeout;
    private readonly OpenExchanges _open = new();
    private readonly List<RequestObservation> _observations;
    private readonly ThinkQueue _thinkers = new();
    private readonly bool[] _busyClients;
    private readonly SemaphoreSlim? _places;
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _origin;
    private int _windowOrdinal = -1;
    private int _warmupOrdinal;
    private long _done;
    private int _waiting;
    private volatile bool _stop;

    /// <param name="targets">Requests go to them in turn.</param>
    /// <param name="timeout">A request that takes longer is ended.</param>
    /// <param name="connections">Most requests open at once; what is due beyond that waits. 0 is unlimited.</param>
    public LoadGenerator(LoadSchedule schedule, RequestSource requests, IReadOnlyList<HttpTarget> targets, TimeSpan timeout, int connections = 0)
    {
        _places = connections > 0 ? new SemaphoreSlim(connections) : null;
        _schedule = schedule;
        _requests = requests;
        _targets = targets;
        _timeout = timeout.Ticks * 100;
        _busyClients = new bool[schedule.MaximumClients];
        _observations = new List<RequestObservation>(schedule.Arrivals.Count + 16);
    }

    /// <summary>Start of the measured window, nanoseconds of the monotonic clock; valid once the load runs.</summary>
    public long WindowStart => _origin + _schedule.WindowStart;

    public long WindowEnd => _origin + _schedule.End;

    public long Done => Interlocked.Read(ref _done);

    public int Open => _open.Count;

    /// <summary>How much of the schedule has passed, 0 to 1.</summary>
    public double Fraction => _schedule.End == 0 ? 1 : Math.Clamp((double)(EmissionStamp.Now() - _origin) / _schedule.End, 0, 1);

    /// <summary>
    /// Runs the whole schedule and waits until every request ended. On cancellation the open requests are ended as abandoned.
    /// </summary>
    /// <param name="started">Called once, before the first request, when the times of the window are known.</param>
    public async Task<IReadOnlyList<RequestObservation>> RunAsync(Action? started, CancellationToken cancellation)
    {
        _origin = EmissionStamp.Now() + LeadTime;
        started?.Invoke();
        var thread = new Thread(Dispatch) { IsBackground = true, Name = "load dispatcher", Priority = ThreadPriority.AboveNormal };
        await using var registration = cancellation.Register(() => _stop = true);
        thread.Start();
        await _finished.Task;
        cancellation.ThrowIfCancellationRequested();
        lock (_observations)
        {
            return [.. _observations];
        }
    }

    private void Dispatch()
    {
        try
        {
            using var waiter = new DeadlineWaiter();
            var nextArrival = 0;
            var nextClient = 0;
            var nextSweep = _origin;
            while (true)
            {
                var now = EmissionStamp.Now();
                if (_stop)
                {
                    _open.AbortAll(Outcome.Abandoned);
                    _thinkers.ReleaseAll();
                }

                // (1), (2) whatever is due
                while (!_stop && nextArrival < _schedule.Arrivals.Count && _origin + _schedule.Arrivals[nextArrival].Offset <= now)
                {
                    var arrival = _schedule.Arrivals[nextArrival++];
                    _ = ExchangeAsync(Observe(arrival.Phase, _origin + arrival.Offset), arrival);
                }

                while (!_stop && nextClient < _schedule.ClientStarts.Count && _origin + _schedule.ClientStarts[nextClient].Offset <= now)
                {
                    StartClient(_schedule.ClientStarts[nextClient++]);
                }

                _thinkers.ReleaseDue(now);

                // (4) time-outs
                if (now >= nextSweep)
                {
                    _open.AbortOlderThan(now - _timeout, Outcome.Timeout);
                    nextSweep = now + SweepEvery;
                }

                var dispatched = _stop || (nextArrival == _schedule.Arrivals.Count && nextClient == _schedule.ClientStarts.Count && now >= WindowEnd);
                if (dispatched && Volatile.Read(ref _waiting) == 0 && _open.Count == 0 && _thinkers.Count == 0)
                {
                    _finished.TrySetResult();
                    return;
                }

                var deadline = nextSweep;
                if (!_stop && nextArrival < _schedule.Arrivals.Count)
                {
                    deadline = Math.Min(deadline, _origin + _schedule.Arrivals[nextArrival].Offset);
                }

                if (!_stop && nextClient < _schedule.ClientStarts.Count)
                {
                    deadline = Math.Min(deadline, _origin + _schedule.ClientStarts[nextClient].Offset);
                }

                if (_thinkers.Count > 0 || dispatched)
                {
                    deadline = Math.Min(deadline, now + ThinkGranularity);
                }

                waiter.WaitUntil(deadline);
            }
        }
#pragma warning disable CA1031 // Whatever stops the dispatcher must reach the one who waits for it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _open.AbortAll(Outcome.Abandoned);
            _finished.TrySetException(exception);
        }
    }

    private RequestObservation Observe(int phase, long scheduled)
    {
        var ordinal = phase < 0 ? Interlocked.Decrement(ref _warmupOrdinal) : Interlocked.Increment(ref _windowOrdinal);
        return new RequestObservation(ordinal, phase, scheduled);
    }

    private void StartClient(ClientStart start)
    {
        if (Interlocked.Exchange(ref _busyClients[start.Client], true))
        {
            return;
        }

        _ = RunClientAsync(start.Client, start.Offset);
    }

    private async Task RunClientAsync(int client, long due)
    {
        while (!_stop && _schedule.IsClientActive(client, due))
        {
            await ExchangeAsync(Observe(_schedule.PhaseAt(due), _origin + due));
            var end = EmissionStamp.Now() - _origin;
            var think = _schedule.ThinkTimeAt(end);
            due = end + think;
            // A pause that outlasts the load needs no waiting.
            if (think > 0 && !_stop && _schedule.IsClientActive(client, due))
            {
                await _thinkers.WaitUntil(_origin + due);
            }
        }

        Volatile.Write(ref _busyClients[client], false);
    }

    private async Task ExchangeAsync(RequestObservation observation, Arrival arrival = default)
    {
        try
        {
            observation.Dispatched = EmissionStamp.Now();
            observation.Target = (int)((uint)observation.Ordinal % (uint)_targets.Count);
            var target = _targets[observation.Target];
            var request = _requests.Create(observation.Ordinal, observation.Target, arrival);
            observation.RequestedTokens = request.Tokens;
            await TakePlaceAsync(target, request, observation);
        }
#pragma warning disable CA1031 // A fault in the generator itself must end the run loudly: nobody awaits this task.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _stop = true;
            _finished.TrySetException(exception);
        }
    }

    /// <summary>Clients with a limited number of connections keep the rest waiting, as real pools do: the time of sending moves, the due time does not.</summary>
    private async Task TakePlaceAsync(HttpTarget target, PreparedRequest request, RequestObservation observation)
    {
        if (_places is null)
        {
            await RunAsync(target, target.Rent(), request, observation);
            return;
        }

        Interlocked.Increment(ref _waiting);
        try
        {
            // The time-out counts from when a request is due, so it binds those that wait as well: behind a system that hangs they would wait for hours.
            if (!await _places.WaitAsync(TimeSpan.FromTicks(_timeout / 100)))
            {
                Leave(observation, Outcome.Timeout);
                return;
            }

            try
            {
                if (_stop)
                {
                    Leave(observation, Outcome.Abandoned);
                    return;
                }

                await RunAsync(target, target.Rent(), request, observation);
            }
            finally
            {
                _places.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>A request that was never sent still was one.</summary>
    private void Leave(RequestObservation observation, string outcome)
    {
        observation.Outcome = outcome;
        observation.End = EmissionStamp.Now();
        Keep(observation);
    }

    private void Keep(RequestObservation observation)
    {
        lock (_observations)
        {
            _observations.Add(observation);
        }

        Interlocked.Increment(ref _done);
    }

    private async Task RunAsync(HttpTarget target, StreamConnection connection, PreparedRequest request, RequestObservation observation)
    {
        var entry = _open.Add(connection, observation);
        try
        {
            await connection.RunAsync(observation, request);
        }
        finally
        {
            _open.Remove(entry);
        }

        if (connection.CanReuse)
        {
            target.Return(connection);
        }
        else
        {
            connection.Dispose();
        }

        Keep(observation);
    }
}
