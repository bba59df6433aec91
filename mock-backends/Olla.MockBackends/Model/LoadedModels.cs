namespace Olla.MockBackends.Model;

/// <summary>Which models lie in the backend's memory: the first request for another one waits until it is loaded.</summary>
internal sealed class LoadedModels
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Ready, long Used)> _models = new(StringComparer.Ordinal);

    /// <summary>When the model is ready.</summary>
    /// <param name="model">Its name.</param>
    /// <param name="now">Nanoseconds of the monotonic clock.</param>
    /// <param name="loadTime">Nanoseconds that loading takes.</param>
    /// <param name="most">Models held at once; 0 is unlimited. The least recently used gives way.</param>
    public long ReadyAt(string model, long now, long loadTime, int most)
    {
        lock (_gate)
        {
            if (_models.TryGetValue(model, out var known))
            {
                _models[model] = known with { Used = now };
                return known.Ready;
            }

            while (most > 0 && _models.Count >= most)
            {
                _models.Remove(_models.MinBy(entry => entry.Value.Used).Key);
            }

            _models.Add(model, (now + loadTime, now));
            return now + loadTime;
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _models.Clear();
        }
    }
}
