using System.Collections.Immutable;
using Olla.Proxy.Endpoints;
using Olla.Proxy.Models.Parsing;
using Olla.Proxy.Models.Unification;

namespace Olla.Proxy.Models;

/// <summary>
/// All models of all endpoints, by URL, so that a reload which keeps an endpoint keeps its models. Writers change lists under a
/// lock; the first reader after a change compiles the next snapshot, so that a burst of listings costs one. Other readers
/// meanwhile go on with the last one and never wait.
/// </summary>
internal sealed class ModelRegistry(ModelRules rules, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, EndpointModels> _lists = new(StringComparer.Ordinal);
    private ModelRules _rules = rules;
    private ModelFactReader _facts = new(rules);
    private ModelSnapshot _current = ModelSnapshot.Empty;
    private bool _unify = true;
    private volatile bool _changed;

    /// <summary>What is known now.</summary>
    public ModelSnapshot Current
    {
        get
        {
            if (_changed && _gate.TryEnter())
            {
                try
                {
                    Compile();
                }
                finally
                {
                    _gate.Exit();
                }
            }

            return Volatile.Read(ref _current);
        }
    }

    /// <summary>Key <c>model_registry.enable_unifier</c>.</summary>
    public bool Unify
    {
        get => _unify;
        set
        {
            lock (_gate)
            {
                _changed |= _unify != value;
                _unify = value;
            }
        }
    }

    /// <summary>Puts other rules in force, for what is listed already too; false when they are the same.</summary>
    public bool Follow(ModelRules next)
    {
        lock (_gate)
        {
            if (next.Text == _rules.Text)
            {
                return false;
            }

            (_rules, _facts) = (next, new ModelFactReader(next));
            foreach (var (url, list) in _lists.ToArray())
            {
                _lists[url] = list with { Models = [.. list.Models.Select(listed => listed with { Facts = _facts.Read(listed.Model) })] };
            }

            return _changed = true;
        }
    }

    /// <summary>Puts a list that was just read in the place of the endpoint's former one.</summary>
    /// <param name="endpoint">Whose list it is.</param>
    /// <param name="type">Canonical provider type; for <c>auto</c> the one that was detected.</param>
    /// <param name="models">What is left of the list after the endpoint's filter.</param>
    public void Register(Endpoint endpoint, string type, IEnumerable<DiscoveredModel> models)
    {
        var facts = Volatile.Read(ref _facts);
        var listed = models.DistinctBy(model => model.Name, StringComparer.Ordinal).Select(model => new ListedModel(model, facts.Read(model))).ToImmutableArray();
        lock (_gate)
        {
            if (facts != _facts)
            {
                listed = [.. listed.Select(model => model with { Facts = _facts.Read(model.Model) })];
            }

            var list = new EndpointModels(endpoint.Url.AbsoluteUri, endpoint.Name, endpoint.Index, type, listed, time.GetUtcNow());
            _lists[list.Url] = list;
            _changed = true;
        }
    }

    /// <summary>Drops what no endpoint of <paramref name="fleet"/> stands for any more; after a reload.</summary>
    public void KeepOnly(ReadOnlySpan<Endpoint> fleet)
    {
        var urls = new HashSet<string>(StringComparer.Ordinal);
        foreach (var endpoint in fleet)
        {
            urls.Add(endpoint.Url.AbsoluteUri);
        }

        lock (_gate)
        {
            foreach (var url in _lists.Keys.Where(url => !urls.Contains(url)).ToArray())
            {
                _changed |= _lists.Remove(url);
            }
        }
    }

    /// <summary>The list of an endpoint as it was registered last; unlike <see cref="Current"/> it unifies nothing, so a whole fleet may ask.</summary>
    public EndpointModels? ListOf(Endpoint endpoint)
    {
        lock (_gate)
        {
            return _lists.GetValueOrDefault(endpoint.Url.AbsoluteUri);
        }
    }

    /// <summary>Drops lists that are older than <paramref name="age"/> and whose endpoint does not serve now.</summary>
    public void DropStale(TimeSpan age, ReadOnlySpan<Endpoint> fleet)
    {
        var oldest = time.GetUtcNow() - age;
        lock (_gate)
        {
            foreach (var endpoint in fleet)
            {
                if (!endpoint.State.Status.IsRoutable() && _lists.TryGetValue(endpoint.Url.AbsoluteUri, out var list) && list.ReadAt < oldest)
                {
                    _changed |= _lists.Remove(list.Url);
                }
            }
        }
    }

    private void Compile()
    {
        _changed = false;
        var lists = _lists.Values.OrderBy(list => list.Order).ThenBy(list => list.Url, StringComparer.Ordinal);
        Volatile.Write(ref _current, new ModelSnapshot([.. lists], _unify));
    }
}
