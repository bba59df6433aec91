namespace Olla.Proxy.Engines.Olla;

/// <summary>Idle connections to one endpoint, the warmest on top. A connection in doubt never gets in, and a dead one never out.</summary>
/// <param name="time">Where time comes from.</param>
internal sealed class UpstreamPool(TimeProvider time) : IDisposable
{
    /// <summary>As many as a burst of a thousand streams leaves behind, half of it; the rest is cheaper to dial again than to keep.</summary>
    public const int MaximumIdle = 512;

    /// <summary>As in the reference, and longer than most backends keep a connection.</summary>
    public static readonly TimeSpan IdleLifetime = TimeSpan.FromSeconds(90);

    private readonly Lock _gate = new();
    private readonly List<UpstreamConnection> _idle = [];
    private bool _disposed;

    /// <summary>Connections at rest.</summary>
    public int Idle
    {
        get
        {
            lock (_gate)
            {
                return _idle.Count;
            }
        }
    }

    /// <summary>Takes a connection that is alive as far as can be seen; null when there is none.</summary>
    public UpstreamConnection? TryTake()
    {
        while (Pop() is { } connection)
        {
            if (time.GetElapsedTime(connection.IdleSince) < IdleLifetime && connection.Transport.IsQuiet())
            {
                return connection;
            }

            connection.Dispose();
        }

        return null;
    }

    /// <summary>Takes back a connection whose last answer ended properly with nothing behind it.</summary>
    public void Return(UpstreamConnection connection)
    {
        connection.WasReused = true;
        connection.IdleSince = time.GetTimestamp();
        lock (_gate)
        {
            if (!_disposed && _idle.Count < MaximumIdle)
            {
                _idle.Add(connection);
                return;
            }
        }

        connection.Dispose();
    }

    /// <summary>Closes connections that are too old or that the backend has closed; true when some are left.</summary>
    public bool Sweep()
    {
        List<UpstreamConnection>? dead = null;
        bool some;
        lock (_gate)
        {
            for (var i = _idle.Count - 1; i >= 0; i--)
            {
                var connection = _idle[i];
                if (time.GetElapsedTime(connection.IdleSince) >= IdleLifetime || !connection.Transport.IsQuiet())
                {
                    _idle.RemoveAt(i);
                    (dead ??= []).Add(connection);
                }
            }

            some = _idle.Count > 0;
        }

        dead?.ForEach(static connection => connection.Dispose());
        return some;
    }

    /// <summary>Closes what is idle now and what is returned later.</summary>
    public void Dispose()
    {
        List<UpstreamConnection> all;
        lock (_gate)
        {
            _disposed = true;
            all = [.. _idle];
            _idle.Clear();
        }

        all.ForEach(static connection => connection.Dispose());
    }

    private UpstreamConnection? Pop()
    {
        lock (_gate)
        {
            if (_idle.Count == 0)
            {
                return null;
            }

            var last = _idle[^1];
            _idle.RemoveAt(_idle.Count - 1);
            return last;
        }
    }
}
