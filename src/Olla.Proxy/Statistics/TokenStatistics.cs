namespace Olla.Proxy.Statistics;

/// <summary>Tokens of all answers, and by the endpoint that gave them. Written once per answer that tells its tokens.</summary>
internal sealed class TokenStatistics
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TokenTotals> _endpoints = new(StringComparer.Ordinal);
    private TokenTotals _all;

    /// <summary>Since the start.</summary>
    public TokenTotals All
    {
        get
        {
            lock (_lock)
            {
                return _all;
            }
        }
    }

    /// <summary>Of the endpoint of that name.</summary>
    public TokenTotals Of(string endpoint)
    {
        lock (_lock)
        {
            return _endpoints.GetValueOrDefault(endpoint);
        }
    }

    public void RequestEnded(in RequestRecord record)
    {
        if (record.Metrics is not { } metrics)
        {
            return;
        }

        lock (_lock)
        {
            _all = _all.With(metrics);
            if (record.Endpoint is { } endpoint)
            {
                _endpoints[endpoint] = _endpoints.GetValueOrDefault(endpoint).With(metrics);
            }
        }
    }
}
