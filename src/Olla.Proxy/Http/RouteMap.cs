namespace Olla.Proxy.Http;

/// <summary>All routes; the longest pattern wins, whatever the order of registration.</summary>
internal sealed class RouteMap
{
    private readonly Dictionary<string, Route> _routes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Route>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public RouteMap(IEnumerable<Route> routes)
    {
        foreach (var route in routes)
        {
            _routes.Add(route.Pattern, route);
        }

        _lookup = _routes.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Every pattern, for tests that walk all routes.</summary>
    public IReadOnlyCollection<Route> Routes => _routes.Values;

    /// <summary>Finds the route of a raw path.</summary>
    public RouteMatch Match(string path)
    {
        if (RequestTarget.IsUnclean(path))
        {
            return new RouteMatch(null, path, RequestTarget.Clean(path));
        }

        if (_routes.TryGetValue(path, out var exact))
        {
            return new RouteMatch(exact, "/");
        }

        for (var end = path.Length; end > 1;)
        {
            var slash = path.AsSpan(0, end - 1).LastIndexOf('/');
            if (slash < 0)
            {
                break;
            }

            if (_lookup.TryGetValue(path.AsSpan(0, slash + 1), out var subtree))
            {
                return new RouteMatch(subtree, path[slash..]);
            }

            end = slash + 1;
        }

        return _lookup.ContainsKey(path + "/") ? new RouteMatch(null, path, path + "/") : default;
    }
}
