using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using WireMock.Admin.Mappings;

namespace Olla.MockBackends.Streaming;

/// <summary>
/// Remembers decisions that WireMock.Net would make again. Asking it costs about a millisecond of processor time per request, a thousand
/// times what an event costs. A decision is remembered only if the mapping looks at nothing but method and path and answers always
/// alike, and no other mapping that could take the request looks at more. Any change of the mappings forgets everything.
/// </summary>
/// <param name="mappings">The mappings in force.</param>
/// <param name="isOn">False if every request must reach WireMock.Net: for its journal, or since mapping files may change unseen.</param>
internal sealed class DecisionMemory(Func<IEnumerable<MappingModel>> mappings, bool isOn)
{
    /// <summary>Begins the section text of a mapping that looks at method and path alone and answers always alike.</summary>
    public const string FixedMark = "fixed; ";

    private const int MostRemembered = 64;
    private readonly ConcurrentDictionary<(string Method, string Path), Decision> _known = new();

    /// <summary>Decisions that are remembered.</summary>
    public int Count => _known.Count;

    /// <summary>Finds what was decided for a request like this one.</summary>
    public bool TryRecall(HttpRequest request, [NotNullWhen(true)] out Decision? decision)
    {
        decision = null;
        return isOn && !request.QueryString.HasValue && _known.TryGetValue((request.Method, request.Path.Value ?? ""), out decision);
    }

    /// <summary>Keeps a decision if it would be made again.</summary>
    /// <returns>The decision, with its mark removed.</returns>
    public Decision Remember(HttpRequest request, Decision decision)
    {
        if (!decision.Section.StartsWith(FixedMark, StringComparison.Ordinal))
        {
            return decision;
        }

        decision = decision with { Section = decision.Section[FixedMark.Length..] };
        var path = request.Path.Value ?? "";
        if (isOn && !request.QueryString.HasValue && _known.Count < MostRemembered && mappings().All(mapping => DependsOnPathAlone(mapping) || IsForAnotherPath(mapping, path)))
        {
            _known.TryAdd((request.Method, path), decision);
        }

        return decision;
    }

    /// <summary>Forgets everything: the mappings have changed.</summary>
    public void Forget() => _known.Clear();

    // What a mapping says about query parameters does not count: requests with a query are never remembered.
    private static bool DependsOnPathAlone(MappingModel mapping) =>
        mapping is { Scenario: null, Probability: null, TimeSettings: null }
        && (mapping.Request is not { } request
            || request is { Headers: null, Cookies: null, Body: null, ClientIP: null, Url: null, HttpVersion: null });

    private static bool IsForAnotherPath(MappingModel mapping, string path) => mapping.Request?.Path switch
    {
        string text => IsExact(text) && text != path,
        PathModel { Matchers: { Length: > 0 } matchers } => matchers.All(matcher =>
            matcher is { Name: "ExactMatcher", RejectOnMatch: not true, IgnoreCase: not true, Pattern: string text } && text != path),
        _ => false,
    };

    // A path that is a bare string is a wildcard pattern.
    private static bool IsExact(string pattern) => pattern.AsSpan().IndexOfAny('*', '?') < 0;
}
