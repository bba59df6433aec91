using Olla.Proxy.Balancing;
using Olla.Proxy.Endpoints;
using Olla.Proxy.Models;
using Olla.Proxy.Providers;

namespace Olla.Proxy.Routing;

/// <summary>
/// Decides which endpoints may serve a request:
/// <code>
///   fleet ──1 routable──► ──2 scope──► ──3 path, 4 capability (preferences)──► ──5 alias or model──► candidates
///                            │ none: 404                                          │ rejected: 404 or 503
/// </code>
/// The model step is left out as long as no model list was ever read (discovery off, or nothing answered yet): a name cannot be
/// called unknown while nothing is known, and the backend itself will say so.
/// One request allocates its <see cref="RoutingOutcome"/> and nothing else (its <see cref="Sticky.StickySelection"/> too, where sessions are
/// sticky); no lock is taken.
/// </summary>
internal sealed class RequestRouter(
    EndpointRegistry endpoints, ProviderCatalog providers, ModelRegistry models, RoutingPolicy policy, IModelListRefresher? refresher = null) : IRequestRouter
{
    /// <summary>Sets up to this many words live on the stack: 1 024 endpoints.</summary>
    private const int WordsOnStack = 16;

    private readonly ModelNames _unknownNames = new();
    private RoutingPolicy _policy = policy;
    private RoutingTable? _table;

    /// <summary>What is in force for requests that come from now on.</summary>
    public RoutingPolicy Policy
    {
        get => Volatile.Read(ref _policy);
        set => Volatile.Write(ref _policy, value);
    }

    public RoutingOutcome? RouteNow(RoutingRequest request) => Decide(request, ModelRefresh.NotTried).Outcome;

    public ValueTask<RoutingOutcome> RouteAsync(RoutingRequest request, CancellationToken cancellation)
    {
        var step = Decide(request, ModelRefresh.NotTried);
        return step.Outcome is { } outcome ? new(outcome) : RefreshAndDecideAsync(request, step.RefreshFirst, cancellation);
    }

    private async ValueTask<RoutingOutcome> RefreshAndDecideAsync(RoutingRequest request, ReadOnlyMemory<Endpoint> candidates, CancellationToken cancellation)
    {
        var timeout = Policy.Models.DiscoveryTimeout > TimeSpan.Zero ? Policy.Models.DiscoveryTimeout : TimeSpan.FromSeconds(2);
        var refresh = refresher is null ? ModelRefresh.Failed : await refresher.RefreshAsync(candidates, timeout, cancellation);
        return Decide(request, refresh == ModelRefresh.NotTried ? ModelRefresh.Failed : refresh).Outcome!;
    }

    private Step Decide(RoutingRequest request, ModelRefresh refresh)
    {
        var table = CurrentTable();
        var words = table.Words;
        Span<ulong> buffer = words <= WordsOnStack ? stackalloc ulong[2 * WordsOnStack] : new ulong[2 * words];
        buffer.Clear();
        var candidates = new EndpointSet(buffer[..words]);
        var scratch = new EndpointSet(buffer.Slice(words, words));

        Span<char> modelBuffer = stackalloc char[RequestInspector.ModelBuffer];
        var questions = new InspectionQuestions(table.NarrowingCapabilities, table.Policy.Sticky is { ReadsPrefix: true });
        var body = RequestInspector.Inspect(request.Body.Span, questions, modelBuffer);
        var asked = new Asked(request, body, StreamRequested(body, request.TargetPath));
        var model = IsJson(request.ContentType) ? body.ModelIn(modelBuffer) : [];

        table.AddRoutable(candidates);
        if (request.ProviderScope is { } scope)
        {
            if (ProviderCatalog.IsOpenAiScope(scope))
            {
                candidates.PreferWithin(table.Scope(scope));
            }
            else
            {
                candidates.IntersectWith(table.Scope(scope));
            }

            if (candidates.IsEmpty)
            {
                var name = model.IsEmpty ? null : NameOf(table, model);
                return Rejected(table, asked, name, null, 404, $"No {request.ScopeName ?? scope} endpoints available");
            }
        }

        var pathIsKnown = table.Paths.TryAdmit(request.TargetPath, scratch);
        if (pathIsKnown && !request.IgnorePathProfiles)
        {
            candidates.PreferWithin(scratch.Words);
        }

        // A scoped path that no provider declares (a file download, an administrative call) goes to any endpoint of the type.
        var asksForModel = request.ProviderScope is null || pathIsKnown;
        if (model.IsEmpty || !asksForModel)
        {
            if (asksForModel)
            {
                table.PreferCapable(candidates, body.Needs, scratch);
            }

            return Accepted(table, candidates, asked, model.IsEmpty ? null : NameOf(table, model), null, null);
        }

        return DecideByModel(table, candidates, scratch, asked, model, refresh);
    }

    private Step DecideByModel(
        RoutingTable table, EndpointSet candidates, EndpointSet scratch, in Asked asked, ReadOnlySpan<char> model, ModelRefresh refresh)
    {
        var needs = asked.Body.Needs;
        if (table.FindAlias(model) is { } alias && candidates.Overlaps(alias.Endpoints))
        {
            candidates.IntersectWith(alias.Endpoints);
            table.PreferCapable(candidates, needs, scratch);
            return Accepted(table, candidates, asked, alias.Name, RoutingDecisions.Alias, alias.NameAt);
        }

        var options = table.Policy.Models;
        var route = table.FindModel(model);
        var name = route?.Name ?? _unknownNames.Of(model);
        var mayRefresh = options is { RoutingStrategy: Configuration.RoutingStrategyKind.Discovery, DiscoveryRefreshOnMiss: true };
        if (!table.Models.HasData && !mayRefresh)
        {
            return Accepted(table, candidates, asked, name, null, null);
        }

        var place = route is null ? ModelPlace.Nowhere : candidates.Overlaps(route.Endpoints) ? ModelPlace.OnCandidate : ModelPlace.Elsewhere;
        var verdict = RoutingDecisions.Decide(options, place, !candidates.IsEmpty, refresh);
        switch (verdict.Choice)
        {
            case CandidateChoice.RefreshFirst:
                return new Step(null, table.Candidates.For(candidates.Words));
            case CandidateChoice.None:
                return Rejected(table, asked, name, verdict.Decision, RoutingDecisions.StatusOf(verdict.Decision!), verdict.Decision!.Reason);
            case CandidateChoice.WithModel:
                candidates.IntersectWith(route!.Endpoints);
                break;
            default:
                break;
        }

        table.PreferCapable(candidates, needs, scratch);
        return Accepted(table, candidates, asked, name, verdict.Decision, route?.NameAt);
    }

    /// <summary>The table for what is in force now; whoever comes first after a change builds it.</summary>
    private RoutingTable CurrentTable()
    {
        var fleet = endpoints.Snapshot;
        var known = models.Current;
        var policy = Policy;
        var table = Volatile.Read(ref _table);
        if (table is not null && table.Fleet.Equals(fleet) && ReferenceEquals(table.Models, known) && ReferenceEquals(table.Policy, policy))
        {
            return table;
        }

        table = new RoutingTable(fleet, known, providers, policy);
        Volatile.Write(ref _table, table);
        return table;
    }

    private string NameOf(RoutingTable table, ReadOnlySpan<char> model) =>
        table.FindAlias(model)?.Name ?? table.FindModel(model)?.Name ?? _unknownNames.Of(model);

    private static Step Accepted(
        RoutingTable table, EndpointSet candidates, in Asked asked, string? model, RoutingDecision? decision, IReadOnlyDictionary<Endpoint, string>? modelByEndpoint)
    {
        if (candidates.IsEmpty)
        {
            return Rejected(table, asked, model, decision, 503, "no healthy endpoints available");
        }

        var policy = table.Policy;
        var sticky = policy.Sticky?.Bind(policy.Balancer, asked.Request, asked.Body, model);
        return new Step(new RoutingOutcome
        {
            Balancer = (IBalancer?)sticky ?? policy.Balancer,
            SelectionHeaders = sticky,
            Candidates = table.Candidates.For(candidates.Words),
            Model = model,
            ModelByEndpoint = modelByEndpoint,
            StreamRequested = asked.Stream,
            Decision = decision,
        });
    }

    private static Step Rejected(RoutingTable table, in Asked asked, string? model, RoutingDecision? decision, int status, string reason) =>
        new(new RoutingOutcome
        {
            Balancer = table.Policy.Balancer,
            Model = model,
            StreamRequested = asked.Stream,
            Decision = decision,
            RejectionStatus = status,
            RejectionReason = reason,
        });

    private static bool IsJson(string? contentType) => contentType is not null && contentType.Contains("application/json", StringComparison.OrdinalIgnoreCase);

    /// <summary>Ollama streams unless it is told not to; everybody else streams when asked to.</summary>
    private static bool StreamRequested(in InspectedBody body, string path) => body.Stream
        ?? (path.EndsWith("/api/chat", StringComparison.Ordinal) || path.EndsWith("/api/generate", StringComparison.Ordinal));

    /// <summary>A request and what its body showed.</summary>
    private readonly record struct Asked(RoutingRequest Request, InspectedBody Body, bool Stream);

    /// <summary>A finished decision, or the candidates whose model lists must be read again before there can be one.</summary>
    private readonly record struct Step(RoutingOutcome? Outcome, ReadOnlyMemory<Endpoint> RefreshFirst = default);
}
