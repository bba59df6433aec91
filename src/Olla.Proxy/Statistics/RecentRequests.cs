namespace Olla.Proxy.Statistics;

/// <summary>
/// The last requests and the last failures. Adding copies a few words into a ring and allocates nothing; when two requests end at the same
/// moment, one that went well may be left out rather than wait.
/// </summary>
internal sealed class RecentRequests
{
    private const int Kept = 60;

    private readonly Lock _gate = new();
    private readonly Ring _all = new();
    private readonly Ring _failures = new();
    private long _last;

    public void Add(in RecentRequest request)
    {
        if (request.IsFailure)
        {
            _gate.Enter();
        }
        else if (!_gate.TryEnter())
        {
            return;
        }

        try
        {
            var numbered = request with { Number = ++_last };
            _all.Add(numbered);
            if (request.IsFailure)
            {
                _failures.Add(numbered);
            }
        }
        finally
        {
            _gate.Exit();
        }
    }

    /// <summary>The last requests and the last failures, newest first each.</summary>
    public (IReadOnlyList<RecentRequest> All, IReadOnlyList<RecentRequest> Failures) Snapshot()
    {
        lock (_gate)
        {
            return (_all.NewestFirst(), _failures.NewestFirst());
        }
    }

    private sealed class Ring
    {
        private readonly RecentRequest[] _items = new RecentRequest[Kept];
        private long _count;

        public void Add(in RecentRequest request) => _items[_count++ % Kept] = request;

        public RecentRequest[] NewestFirst()
        {
            var newest = new RecentRequest[Math.Min(_count, Kept)];
            for (var i = 0; i < newest.Length; i++)
            {
                newest[i] = _items[(_count - 1 - i) % Kept];
            }

            return newest;
        }
    }
}
