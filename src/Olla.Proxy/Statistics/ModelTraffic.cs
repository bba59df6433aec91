using System.Collections.Immutable;
using Olla.Proxy.Balancing;

namespace Olla.Proxy.Statistics;

/// <summary>The requests for one model. Written once per request, so a lock does no harm here.</summary>
internal sealed class ModelTraffic(string name, ulong seed)
{
    private const int SampleSize = 100;
    private const int MostClients = 10_000;

    private readonly Lock _lock = new();
    private readonly SequenceGenerator _generator = new(seed);
    private readonly List<long> _sample = [];
    private readonly HashSet<string> _clients = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ModelEndpointTraffic> _endpoints = new(StringComparer.Ordinal);
    private long _latencySum;
    private long _lastRequested;

    public string Name { get; } = name;
    public long Requests { get; private set; }
    public long Successes { get; private set; }
    public long Failures => Math.Max(0, Requests - Successes);
    public long Bytes { get; private set; }
    public TokenTotals Tokens { get; private set; }
    public long RoutingHits { get; private set; }
    public long RoutingMisses { get; private set; }
    public long RoutingFallbacks { get; private set; }
    public DateTimeOffset LastRequested => new(Volatile.Read(ref _lastRequested), TimeSpan.Zero);

    public double SuccessRate => Requests == 0 ? 0 : 100.0 * Successes / Requests;

    /// <summary>Mean milliseconds of successes.</summary>
    public long AverageLatency => Successes == 0 ? 0 : _latencySum / Successes;

    public int UniqueClients
    {
        get
        {
            lock (_lock)
            {
                return _clients.Count;
            }
        }
    }

    /// <summary>Traffic by endpoint name, in order of names.</summary>
    public ImmutableArray<ModelEndpointTraffic> Endpoints
    {
        get
        {
            lock (_lock)
            {
                return [.. _endpoints.Values.OrderBy(endpoint => endpoint.Endpoint, StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Milliseconds below which <paramref name="percent"/> of a sample of the successes lie.</summary>
    public long Percentile(int percent)
    {
        lock (_lock)
        {
            if (_sample.Count == 0)
            {
                return 0;
            }

            var sorted = _sample.Order().ToArray();
            return sorted[Math.Min(sorted.Length - 1, sorted.Length * percent / 100)];
        }
    }

    public void Touch(DateTimeOffset now) => Volatile.Write(ref _lastRequested, now.UtcTicks);

    public void Add(in RequestRecord record, DateTimeOffset now)
    {
        Touch(now);
        lock (_lock)
        {
            Requests++;
            Tokens = Tokens.With(record.Metrics);
            CountRouting(record.Routing);
            if (_clients.Count < MostClients)
            {
                _clients.Add(record.Client);
            }

            if (record.Succeeded)
            {
                Successes++;
                Bytes += record.ResponseBytes;
                _latencySum += (long)record.Duration.TotalMilliseconds;
                Sample((long)record.Duration.TotalMilliseconds);
            }

            if (record.Endpoint is { } endpoint)
            {
                _endpoints[endpoint] = _endpoints.GetValueOrDefault(endpoint, new ModelEndpointTraffic(endpoint)).With(record, now);
            }
        }
    }

    // Reservoir: every success has the same chance of being in the sample.
    private void Sample(long milliseconds)
    {
        if (_sample.Count < SampleSize)
        {
            _sample.Add(milliseconds);
        }
        else if (_generator.Next((int)Math.Min(Successes, int.MaxValue)) is < SampleSize and var slot)
        {
            _sample[slot] = milliseconds;
        }
    }

    private void CountRouting(ModelRouting routing)
    {
        switch (routing)
        {
            case ModelRouting.Hit:
                RoutingHits++;
                break;
            case ModelRouting.Miss:
                RoutingMisses++;
                break;
            case ModelRouting.Fallback:
                RoutingFallbacks++;
                break;
        }
    }
}

/// <summary>The requests for one model on one endpoint.</summary>
internal sealed record ModelEndpointTraffic(string Endpoint)
{
    public long Requests { get; private init; }
    public long Successes { get; private init; }
    public int ConsecutiveErrors { get; private init; }
    public long LatencySum { get; private init; }
    public DateTimeOffset LastUsed { get; private init; }
    public TokenTotals Tokens { get; private init; }

    public double SuccessRate => Requests == 0 ? 0 : 100.0 * Successes / Requests;

    /// <summary>Mean milliseconds of successes.</summary>
    public long AverageLatency => Successes == 0 ? 0 : LatencySum / Successes;

    /// <summary>The requests of both, whatever their models.</summary>
    public ModelEndpointTraffic Plus(ModelEndpointTraffic other) => this with
    {
        Requests = Requests + other.Requests,
        Successes = Successes + other.Successes,
        ConsecutiveErrors = LastUsed >= other.LastUsed ? ConsecutiveErrors : other.ConsecutiveErrors,
        LatencySum = LatencySum + other.LatencySum,
        LastUsed = LastUsed >= other.LastUsed ? LastUsed : other.LastUsed,
        Tokens = Tokens + other.Tokens,
    };

    /// <summary>With one more request.</summary>
    public ModelEndpointTraffic With(in RequestRecord record, DateTimeOffset now) => this with
    {
        Requests = Requests + 1,
        Successes = Successes + (record.Succeeded ? 1 : 0),
        ConsecutiveErrors = record.Succeeded ? 0 : ConsecutiveErrors + 1,
        LatencySum = LatencySum + (record.Succeeded ? (long)record.Duration.TotalMilliseconds : 0),
        LastUsed = now,
        Tokens = Tokens.With(record.Metrics),
    };
}
