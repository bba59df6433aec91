using System.Collections.Concurrent;

namespace Olla.Proxy.Statistics;

/// <summary>Usage by the model name that was sent upstream; at most 50 models, those unused for six hours are dropped.</summary>
internal sealed class ModelStatistics(TimeProvider time, ulong seed)
{
    private const int MostModels = 50;
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(6);
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, ModelTraffic> _models = new(StringComparer.Ordinal);

    /// <summary>All models, the most requested first.</summary>
    public IReadOnlyList<ModelTraffic> Snapshot()
    {
        Forget(time.GetUtcNow());
        return [.. _models.Values.OrderByDescending(model => model.Requests).ThenBy(model => model.Name, StringComparer.Ordinal)];
    }

    /// <summary>Whether the model was requested within the last hour.</summary>
    public bool IsActive(ModelTraffic model) => time.GetUtcNow() - model.LastRequested <= Recent;

    public void RequestEnded(in RequestRecord record)
    {
        if (record.Model is not { Length: > 0 } name)
        {
            return;
        }

        var now = time.GetUtcNow();
        if (!_models.TryGetValue(name, out var model))
        {
            model = _models.GetOrAdd(name, static (added, s) => new ModelTraffic(added, s), seed);
            model.Touch(now);
            Forget(now);
        }

        model.Add(record, now);
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (name, model) in _models)
        {
            if (now - model.LastRequested > Remembered)
            {
                _models.TryRemove(name, out _);
            }
        }

        while (_models.Count > MostModels)
        {
            var oldest = _models.Values.MinBy(model => model.LastRequested);
            if (oldest is null || !_models.TryRemove(oldest.Name, out _))
            {
                return;
            }
        }
    }
}
