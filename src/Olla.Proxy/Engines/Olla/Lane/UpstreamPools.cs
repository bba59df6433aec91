namespace Olla.Proxy.Engines.Olla.Lane;

/// <summary>
/// Idle connections of one loop, by endpoint; the one used last is used first. Each is watched while it rests, and looked
/// at again when it is taken: its event may stand behind the request's in one batch, and what came unasked must not become an answer.
/// </summary>
internal sealed class UpstreamPools
{
    private readonly Dictionary<LaneEndpoint, List<UpstreamConnection>> _idle = [];

    public UpstreamConnection? TakeIdle(LaneEndpoint endpoint)
    {
        if (!_idle.TryGetValue(endpoint, out var list))
        {
            return null;
        }

        while (list.Count > 0)
        {
            var connection = list[^1];
            list.RemoveAt(list.Count - 1);
            if (connection.IsQuiet())
            {
                return connection;
            }

            connection.CloseUnused();
        }

        return null;
    }

    /// <summary>Takes a connection in; false when the pool is full.</summary>
    public bool TryReturn(UpstreamConnection connection, int capacity)
    {
        if (!_idle.TryGetValue(connection.Endpoint, out var list)) _idle.Add(connection.Endpoint, list = []);
        if (list.Count >= capacity) return false;
        list.Add(connection);
        return true;
    }

    /// <summary>Takes out a connection that died or rested too long.</summary>
    public void Remove(UpstreamConnection connection)
    {
        if (!_idle.TryGetValue(connection.Endpoint, out var list)) return;
        list.Remove(connection);
        if (list.Count == 0) _idle.Remove(connection.Endpoint);
    }
}
