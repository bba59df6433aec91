using System.Collections.Concurrent;

namespace Olla.Proxy.Statistics;

/// <summary>How a request of a translated API was served.</summary>
internal readonly record struct TranslatorRecord
{
    /// <summary>Whether a backend got it as the client sent it.</summary>
    public bool PassedThrough { get; init; }

    public bool Streamed { get; init; }

    /// <summary>Whether the client got a whole answer of a status below 400.</summary>
    public bool Succeeded { get; init; }

    public TranslatorFallback Fallback { get; init; }

    /// <summary>Arrival to the end of the answer.</summary>
    public TimeSpan Duration { get; init; }
}

/// <summary>Why a request was not passed through.</summary>
internal enum TranslatorFallback
{
    /// <summary>It was, or it failed before anybody asked.</summary>
    None,

    /// <summary>No endpoint could serve it at all.</summary>
    NoCompatibleEndpoints,

    /// <summary>Endpoints were there, but none for this request untranslated.</summary>
    CannotPassThrough,
}

/// <summary>What became of the requests of each translated API. Safe for any number of threads.</summary>
internal sealed class TranslatorStatistics
{
    private readonly ConcurrentDictionary<string, TranslatorTraffic> _translators = new(StringComparer.Ordinal);

    /// <summary>Those that had a request, the busiest first.</summary>
    public IReadOnlyList<TranslatorTraffic> All =>
        [.. _translators.Values.OrderByDescending(traffic => traffic.Requests).ThenBy(traffic => traffic.Name, StringComparer.Ordinal)];

    /// <summary>Counts a request that has ended.</summary>
    public void RequestEnded(string translator, in TranslatorRecord record) =>
        _translators.GetOrAdd(translator, static name => new TranslatorTraffic(name)).Add(record);
}
