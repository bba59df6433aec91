using CsCheck;
using Olla.Configuration;
using Olla.Proxy.Endpoints;
using Olla.Proxy.Models;
using Olla.Proxy.Routing;

namespace Olla.Proxy.Tests.Routing;

public sealed class RoutingPropertyTests
{
    private static readonly string[] Names = ["alpha", "Beta", "org/Gamma", "llava:7b", "nick"];

    private static readonly Gen<OracleEndpoint> GenEndpoint = Gen.Select(
        One("ollama", "vllm", "lm-studio", "openai-compatible", "lmdeploy", "litellm", "omlx", "auto"),
        Gen.Select(Gen.Bool, Gen.Enum<EndpointStatus>(), (healthy, other) => healthy ? EndpointStatus.Healthy : other),
        Gen.Select(Gen.Int[0, 4], One(Names).Array[0, 3], (listed, models) => listed == 0 ? null : models.Distinct().ToArray()),
        (type, status, models) => new OracleEndpoint("", type, status, models));

    private static readonly Gen<ModelRegistryOptions> GenOptions = Gen.Select(Gen.Enum<RoutingStrategyKind>(), Gen.Enum<FallbackBehavior>(), Gen.Bool,
        (strategy, fallback, refresh) => new ModelRegistryOptions { RoutingStrategy = strategy, FallbackBehavior = fallback, DiscoveryRefreshOnMiss = refresh });

    private static readonly Gen<Dictionary<string, IReadOnlyList<string>>> GenAliases = Gen.Select(
        One("nick", "Alpha", "unused"), One(Names).Array[1, 3],
        (alias, names) => new Dictionary<string, IReadOnlyList<string>> { [alias] = [.. names.Distinct()] });

    private static readonly Gen<(string? Scope, string Path, string? Model, bool Vision, int IgnorePaths)> GenRequest = Gen.Select(
        One<string?>(null, null, "ollama", "vllm", "openai-compatible", "lmdeploy", "sglang"),
        One("/v1/chat/completions", "/api/chat", "/v1/embeddings", "/v1/rerank", "/gw/v1/rerank", "/unheard/of", "/x/", "/", "/v1/messages"),
        One<string?>(null, "alpha", "BETA", "org/gamma", "llava:7b", "nick", "nobody"),
        Gen.Bool, Gen.Int[0, 9]);

    private static readonly Gen<OracleCase> GenCase = Gen.Select(
        GenEndpoint.Array[0, 9], GenOptions, GenAliases, Gen.Enum<RefreshScript>(), GenRequest,
        (fleet, options, aliases, refresh, asked) => new OracleCase(
            [.. fleet.Select((endpoint, index) => endpoint with { Name = $"e{index}" })], options, aliases, refresh,
            asked.Scope, asked.Path, asked.Model, asked.Vision, asked.IgnorePaths == 0));

    [Fact]
    public void The_decision_is_that_of_the_page_for_any_fleet_strategy_and_request() =>
        GenCase.Sample(asked => Assert.Equal(RoutingOracle.Decide(asked), Decide(asked)), iter: 5_000, threads: 1);

    private static Gen<T> One<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static string Decide(OracleCase asked)
    {
        var fleet = new Fleet { Options = asked.Options };
        foreach (var endpoint in asked.Fleet)
        {
            fleet.Add(endpoint.Name, endpoint.Type, endpoint.Status);
            if (endpoint.Models is { Count: 0 })
            {
                fleet.Registry.Register(fleet.Endpoints[^1], endpoint.Type, []);
            }

            foreach (var model in endpoint.Models ?? [])
            {
                fleet.Learn(endpoint.Name, model);
            }
        }

        foreach (var (alias, names) in asked.Aliases)
        {
            fleet.Aliases[alias] = names;
        }

        fleet.Refresher = new Script(asked, fleet);
        string[] fields =
        [
            .. asked.Model is null ? Array.Empty<string>() : [$"\"model\":\"{asked.Model}\""],
            .. asked.Vision ? ["\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]"] : Array.Empty<string>(),
        ];
        var request = Fleet.RequestFor("{" + string.Join(',', fields) + "}", asked.Path, asked.Scope) with { IgnorePathProfiles = asked.IgnorePaths };
        var outcome = fleet.Router().RouteAsync(request, default).AsTask().GetAwaiter().GetResult();
        Assert.Equal(asked.Model?.ToLowerInvariant(), outcome.Model);
        var decision = outcome.Decision is { } said ? $"{said.Strategy} {said.Action} {said.Reason}" : null;
        return $"{outcome.RejectionStatus} {Fleet.Names(outcome).Replace(' ', ',')} {decision}";
    }

    private sealed class Script(OracleCase asked, Fleet fleet) : IModelListRefresher
    {
        public Task<ModelRefresh> RefreshAsync(ReadOnlyMemory<Endpoint> candidates, TimeSpan timeout, CancellationToken cancellation)
        {
            if (asked.Refresh == RefreshScript.FindsTheModelOnTheFirst)
            {
                fleet.Learn(candidates.Span[0].Name, asked.Model!);
            }

            return Task.FromResult(asked.Refresh == RefreshScript.Fails ? ModelRefresh.Failed : ModelRefresh.Succeeded);
        }
    }
}
