using System.Runtime.InteropServices;
using Olla.Configuration;
using Olla.Proxy.Endpoints;

namespace Olla.Proxy.Routing.Sticky;

/// <summary>Figures for <c>/internal/stats/sticky</c>. A lookup whose endpoint is gone is a hit here: the session was known.</summary>
internal sealed record StickyStatistics(
    int ActiveSessions, long Insertions, long Hits, long Misses, long Evictions, int MaxSessions, int IdleTtlSeconds);

/// <summary>
/// Which endpoint each session uses: least recently used out first, and forgotten after a time without use. All members are short
/// and take one lock; a session costs one slot in arrays that grow with the number of sessions and then stay.
/// </summary>
internal sealed class StickySessionStore(TimeProvider time)
{
    private const int None = -1;

    private readonly Lock _gate = new();
    private readonly Dictionary<StickyKey, int> _slots = [];
    private Session[] _sessions = new Session[16];
    private int _used;
    private int _firstFree = None;
    private int _newest = None;
    private int _oldest = None;
    private int _maxSessions = 10_000;
    private int _idleTtlSeconds = 600;
    private long _insertions;
    private long _hits;
    private long _misses;
    private long _evictions;

    /// <summary>Sets capacity and lifetime; sessions beyond them leave at once.</summary>
    public void Configure(StickySessionOptions options)
    {
        lock (_gate)
        {
            _maxSessions = options.MaxSessions;
            _idleTtlSeconds = options.IdleTtlSeconds;
            DropExpired();
            while (_maxSessions > 0 && _slots.Count > _maxSessions)
            {
                Evict(_oldest);
            }
        }
    }

    /// <summary>The endpoint that a session uses, which renews its time; null when there is no such session.</summary>
    public EndpointState? Find(StickyKey key)
    {
        lock (_gate)
        {
            DropExpired();
            if (!_slots.TryGetValue(key, out var slot))
            {
                _misses++;
                return null;
            }

            _hits++;
            Unlink(slot);
            LinkAsNewest(slot);
            return _sessions[slot].Endpoint;
        }
    }

    /// <summary>Lets a session use an endpoint from now on.</summary>
    public void Pin(StickyKey key, EndpointState endpoint)
    {
        lock (_gate)
        {
            ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(_slots, key, out var known);
            if (known)
            {
                Unlink(slot);
            }
            else
            {
                slot = TakeSlot();
                _insertions++;
            }

            _sessions[slot].Key = key;
            _sessions[slot].Endpoint = endpoint;
            LinkAsNewest(slot);
            if (_maxSessions > 0 && _slots.Count > _maxSessions)
            {
                Evict(_oldest);
            }
        }
    }

    /// <summary>Forgets the sessions of every endpoint that is not routable now.</summary>
    public void Purge()
    {
        lock (_gate)
        {
            for (var slot = _oldest; slot != None;)
            {
                var newer = _sessions[slot].Newer;
                if (!_sessions[slot].Endpoint!.Status.IsRoutable())
                {
                    Evict(slot);
                }

                slot = newer;
            }
        }
    }

    /// <summary>How many sessions each endpoint holds.</summary>
    public Dictionary<EndpointState, int> CountByEndpoint()
    {
        var counts = new Dictionary<EndpointState, int>();
        lock (_gate)
        {
            for (var slot = _oldest; slot != None; slot = _sessions[slot].Newer)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(counts, _sessions[slot].Endpoint!, out _)++;
            }
        }

        return counts;
    }

    public StickyStatistics Statistics()
    {
        lock (_gate)
        {
            DropExpired();
            return new StickyStatistics(_slots.Count, _insertions, _hits, _misses, _evictions, _maxSessions, _idleTtlSeconds);
        }
    }

    // Everything below runs under the lock.

    /// <summary>The list is in order of last use, so the expired ones stand at its old end.</summary>
    private void DropExpired()
    {
        if (_idleTtlSeconds <= 0)
        {
            return;
        }

        var lifetime = TimeSpan.FromSeconds(_idleTtlSeconds);
        while (_oldest != None && time.GetElapsedTime(_sessions[_oldest].LastUsed) > lifetime)
        {
            Evict(_oldest);
        }
    }

    private void Evict(int slot)
    {
        Unlink(slot);
        _slots.Remove(_sessions[slot].Key);
        _sessions[slot] = new Session { Newer = _firstFree };
        _firstFree = slot;
        _evictions++;
    }

    private int TakeSlot()
    {
        if (_firstFree != None)
        {
            var free = _firstFree;
            _firstFree = _sessions[free].Newer;
            return free;
        }

        if (_used == _sessions.Length)
        {
            Array.Resize(ref _sessions, _used * 2);
        }

        return _used++;
    }

    private void LinkAsNewest(int slot)
    {
        ref var session = ref _sessions[slot];
        session.LastUsed = time.GetTimestamp();
        session.Older = _newest;
        session.Newer = None;
        if (_newest != None)
        {
            _sessions[_newest].Newer = slot;
        }

        _newest = slot;
        _oldest = _oldest == None ? slot : _oldest;
    }

    private void Unlink(int slot)
    {
        var (older, newer) = (_sessions[slot].Older, _sessions[slot].Newer);
        if (older != None)
        {
            _sessions[older].Newer = newer;
        }
        else
        {
            _oldest = newer;
        }

        if (newer != None)
        {
            _sessions[newer].Older = older;
        }
        else
        {
            _newest = older;
        }
    }

    private struct Session
    {
        public StickyKey Key;
        public EndpointState? Endpoint;
        public long LastUsed;
        public int Older;

        /// <summary>In a free slot: the next free one.</summary>
        public int Newer;
    }
}
