using Olla.Perf.Load.Http;

namespace Olla.Perf.Load;

/// <summary>The requests that run. One scan of all of them now and then replaces a timer for each.</summary>
internal sealed class OpenExchanges
{
    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    public Entry Add(StreamConnection connection, RequestObservation observation)
    {
        lock (_gate)
        {
            var entry = new Entry(connection, observation) { Position = _entries.Count };
            _entries.Add(entry);
            return entry;
        }
    }

    public void Remove(Entry entry)
    {
        lock (_gate)
        {
            // The last one takes its place: no shifting, order does not matter.
            var last = _entries[^1];
            _entries[entry.Position] = last;
            last.Position = entry.Position;
            _entries.RemoveAt(_entries.Count - 1);
        }
    }

    public void AbortOlderThan(long started, string outcome)
    {
        foreach (var entry in Snapshot(started))
        {
            entry.Connection.Abort(entry.Observation, outcome);
        }
    }

    public void AbortAll(string outcome) => AbortOlderThan(long.MaxValue, outcome);

    private List<Entry> Snapshot(long started)
    {
        // Aborting runs the request's continuation, which comes back here: never under the lock.
        lock (_gate)
        {
            return _entries.FindAll(entry => entry.Observation.Dispatched < started);
        }
    }

    internal sealed class Entry(StreamConnection connection, RequestObservation observation)
    {
        public StreamConnection Connection { get; } = connection;
        public RequestObservation Observation { get; } = observation;
        public int Position { get; set; }
    }
}
