using Olla.Configuration;
using Olla.Proxy.Endpoints;
using Olla.Proxy.Models;
using Olla.Proxy.Routing;
using Olla.Tests;

namespace Olla.Proxy.Tests.Routing;

public sealed class RequestRouterTests
{
    private const string AsksForA = """{"model":"a","messages":[]}""";

    [Theory]
    [InlineData(EndpointStatus.Healthy, true)]
    [InlineData(EndpointStatus.Busy, true)]
    [InlineData(EndpointStatus.Warming, true)]
    [InlineData(EndpointStatus.Unknown, false)]
    [InlineData(EndpointStatus.Offline, false)]
    [InlineData(EndpointStatus.Unhealthy, false)]
    [InlineData(EndpointStatus.ConfigError, false)]
    [InlineData(EndpointStatus.RateLimited, false)]
    internal void Only_routable_endpoints_are_candidates(EndpointStatus status, bool expected)
    {
        var outcome = new Fleet().Add("x", status: status).Add("y").Route();
        Assert.Equal(expected ? "x y" : "y", Fleet.Names(outcome));
    }

    [Fact]
    public void Candidates_keep_the_order_of_the_configuration()
    {
        var fleet = new Fleet();
        for (var number = 0; number < 130; number++)
        {
            fleet.Add($"e{number}", status: number % 3 == 0 ? EndpointStatus.Offline : EndpointStatus.Healthy);
        }

        Assert.Equal(fleet.Endpoints.Where(endpoint => endpoint.Index % 3 != 0), fleet.Route().Candidates.ToArray());
    }

    [Fact]
    public void A_status_change_is_seen_by_the_next_request()
    {
        var fleet = new Fleet().Add("x").Add("y");
        var router = fleet.Router();
        Assert.Equal("x y", Fleet.Names(Now(router.RouteAsync(Fleet.RequestFor(null), default))));
        fleet.Endpoints[0].State.Status = EndpointStatus.Offline;
        Assert.Equal("y", Fleet.Names(Now(router.RouteAsync(Fleet.RequestFor(null), default))));
    }

    [Theory]
    [InlineData("ollama", "o any")]
    [InlineData("vllm", "v any")]
    [InlineData("lm-studio", "any")]
    [InlineData("openai-compatible", "o v any")]
    public void A_scope_admits_its_type_and_auto_and_the_openai_scope_admits_every_compatible_one(string scope, string expected)
    {
        var outcome = new Fleet().Add("o").Add("v", "vllm").Add("any", "auto").Route(path: "/x", scope: scope);
        Assert.Equal(expected, Fleet.Names(outcome));
    }

    [Fact]
    public void A_scope_without_a_healthy_endpoint_answers_404_and_never_spills()
    {
        var outcome = new Fleet().Add("o", status: EndpointStatus.Offline).Add("v", "vllm", models: "a").Route(AsksForA, scope: "ollama");
        Assert.Equal((404, "No ollama endpoints available", 0), (outcome.RejectionStatus, outcome.RejectionReason, outcome.Candidates.Length));
        Assert.Null(outcome.Decision);
    }

    [Fact]
    public void Nobody_healthy_and_no_scope_answers_503()
    {
        var outcome = new Fleet().Add("o", status: EndpointStatus.Offline).Route();
        Assert.Equal((503, "no healthy endpoints available"), (outcome.RejectionStatus, outcome.RejectionReason));
    }

    [Theory]
    [InlineData("/api/chat", "o")]
    [InlineData("/v1/rerank", "v")]
    [InlineData("/gateway/v1/rerank", "v")]
    [InlineData("/v1/chat/completions", "o v")]
    [InlineData("/nobody/declares/this", "o v")]
    public void A_path_prefers_the_providers_that_declare_it_or_what_it_ends_with(string path, string expected) =>
        Assert.Equal(expected, Fleet.Names(new Fleet().Add("o").Add("v", "vllm").Route(path: path)));

    [Fact]
    public void A_path_that_only_absent_providers_declare_narrows_nothing() =>
        Assert.Equal("v s", Fleet.Names(new Fleet().Add("v", "vllm").Add("s", "sglang").Route(path: "/api/chat")));

    [Fact]
    public void Paths_of_our_own_are_not_matched_against_profiles()
    {
        var fleet = new Fleet().Add("v", "vllm").Add("m", "omlx");
        var request = Fleet.RequestFor(null, "/olla/anthropic/v1/messages");
        Assert.Equal("m", Fleet.Names(Now(fleet.Router().RouteAsync(request, default))));
        Assert.Equal("v m", Fleet.Names(Now(fleet.Router().RouteAsync(request with { IgnorePathProfiles = true }, default))));
    }

    [Fact]
    public void A_model_goes_to_the_endpoints_that_have_it()
    {
        var outcome = new Fleet().Add("x", models: "a").Add("y", models: "b").Add("z", models: ["a", "b"]).Route(AsksForA);
        Assert.Equal("x z", Fleet.Names(outcome));
        Assert.Equal(new RoutingDecision("strict", "routed", "model_found"), outcome.Decision);
    }

    [Fact]
    public void Names_are_compared_without_case_and_reported_in_lower_case()
    {
        var outcome = new Fleet().Add("x", models: "Qwen/Qwen3-8B").Add("y", models: "b").Route("""{"model":" qwen/QWEN3-8b "}""");
        Assert.Equal(("x", "qwen/qwen3-8b"), (Fleet.Names(outcome), outcome.Model));
        Assert.Null(outcome.ModelByEndpoint);
    }

    [Fact]
    public void A_model_known_by_another_name_is_asked_for_by_that_name()
    {
        var fleet = new Fleet().Add("x").Add("y");
        fleet.Learn("x", "llama:latest", digest: "sha256:00000000ffffffff");
        fleet.Learn("y", "llama:latest", digest: "sha256:0000000012ab34cd");
        var outcome = fleet.Route("""{"model":"llama:latest-12ab34cd"}""");
        Assert.Equal("y", Fleet.Names(outcome));
        Assert.Equal("llama:latest", outcome.ModelByEndpoint![fleet.Endpoints[1]]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void While_no_model_list_was_ever_read_a_model_name_rejects_nothing(bool optimistic)
    {
        var fleet = new Fleet { Options = new ModelRegistryOptions { RoutingStrategy = optimistic ? RoutingStrategyKind.Optimistic : RoutingStrategyKind.Strict } };
        var outcome = fleet.Add("x").Add("y").Route(AsksForA);
        Assert.Equal(("x y", "a", 0), (Fleet.Names(outcome), outcome.Model, outcome.RejectionStatus));
        Assert.Null(outcome.Decision);
    }

    [Fact]
    public void A_scoped_path_that_nobody_declares_skips_the_model_step()
    {
        var fleet = new Fleet().Add("x", models: "a").Add("y", models: "b");
        Assert.Equal("x y", Fleet.Names(fleet.Route(AsksForA, "/api/unheard-of", "ollama")));
        Assert.Equal("x", Fleet.Names(fleet.Route(AsksForA, "/api/chat", "ollama")));
        Assert.Equal("x", Fleet.Names(fleet.Route(AsksForA, "/api/unheard-of")));
    }

    [Fact]
    public void Without_a_json_content_type_no_model_is_looked_up()
    {
        var outcome = new Fleet().Add("x", models: "b").Route(AsksForA, contentType: "text/plain");
        Assert.Equal(("x", (string?)null), (Fleet.Names(outcome), outcome.Model));
    }

    [Fact]
    public void An_alias_takes_per_endpoint_the_first_listed_model_and_beats_a_model_of_its_name()
    {
        var fleet = new Fleet().Add("x", models: ["gpt-4", "m2", "m1"]).Add("y", models: "M2").Add("z", models: "gpt-4");
        fleet.Aliases["GPT-4"] = ["m1", "m2"];
        var outcome = fleet.Route("""{"model":"gpt-4"}""");
        Assert.Equal(("x y", "gpt-4", "alias"), (Fleet.Names(outcome), outcome.Model, outcome.Decision!.Strategy));
        Assert.Equal("m1 M2", string.Join(' ', fleet.Endpoints.Take(2).Select(endpoint => outcome.ModelByEndpoint![endpoint])));
    }

    [Fact]
    public void An_alias_that_no_candidate_can_serve_is_an_ordinary_model_name()
    {
        var fleet = new Fleet().Add("x", models: "gpt-4").Add("y", status: EndpointStatus.Offline, models: "m1");
        fleet.Aliases["gpt-4"] = ["m1"];
        var outcome = fleet.Route("""{"model":"gpt-4"}""");
        Assert.Equal(("x", "strict"), (Fleet.Names(outcome), outcome.Decision!.Strategy));
        Assert.Null(outcome.ModelByEndpoint);
    }

    [Fact]
    public void A_capability_narrows_among_endpoints_and_gives_way_when_nobody_is_left()
    {
        const string image = """{"model":"a","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}}]}]}""";
        var fleet = new Fleet().Add("x", models: "a").Add("y", models: ["a", "llava"]).Add("z", models: "bakllava");
        Assert.Equal("y", Fleet.Names(fleet.Route(image)));
        Assert.Equal("x y", Fleet.Names(fleet.Route(AsksForA)));
        fleet.Endpoints[1].State.Status = EndpointStatus.Offline;
        Assert.Equal("x", Fleet.Names(fleet.Route(image)));
    }

    [Theory]
    [InlineData("/api/chat", """{"model":"a"}""", true)]
    [InlineData("/api/generate", """{"model":"a","stream":false}""", false)]
    [InlineData("/v1/chat/completions", """{"model":"a"}""", false)]
    [InlineData("/v1/chat/completions", """{"messages":[{"stream":false}],"stream":true}""", true)]
    public void Ollama_paths_stream_unless_told_not_to_and_others_when_asked(string path, string body, bool expected) =>
        Assert.Equal(expected, new Fleet().Add("x").Route(body, path).StreamRequested);

    [Fact]
    public void A_miss_re_reads_the_candidates_lists_and_decides_again()
    {
        var fleet = new Fleet { Options = new ModelRegistryOptions { RoutingStrategy = RoutingStrategyKind.Discovery, DiscoveryRefreshOnMiss = true } };
        fleet.Add("x", models: "b").Add("y", "vllm").Add("down", status: EndpointStatus.Offline);
        var refresher = new Refresher(asked =>
        {
            Assert.Equal("x", string.Join(' ', asked.ToArray().Select(endpoint => endpoint.Name)));
            fleet.Learn("x", "a");
            return ModelRefresh.Succeeded;
        });
        fleet.Refresher = refresher;
        var router = fleet.Router();
        var outcome = Now(router.RouteAsync(Fleet.RequestFor(AsksForA, "/api/chat"), default));
        Assert.Equal(("x", new RoutingDecision("discovery", "routed", "model_found")), (Fleet.Names(outcome), outcome.Decision));
        outcome = Now(router.RouteAsync(Fleet.RequestFor(AsksForA, "/api/chat"), default));
        Assert.Equal(("model_found_no_refresh", 1), (outcome.Decision!.Reason, refresher.Calls));
    }

    [Fact]
    public void A_reload_of_fleet_or_policy_takes_effect_with_the_next_request()
    {
        var registry = new EndpointRegistry([.. new Fleet().Add("x").Endpoints]);
        var router = new RequestRouter(registry, Olla.Proxy.Providers.ProviderCatalog.BuiltIn, new Fleet().Registry, new RoutingPolicy { Balancer = new FirstBalancer() });
        Assert.Equal("x", Fleet.Names(Now(router.RouteAsync(Fleet.RequestFor(null), default))));
        registry.Replace([.. new Fleet().Add("new").Endpoints]);
        var balancer = new FirstBalancer();
        router.Policy = router.Policy with { Balancer = balancer };
        var outcome = Now(router.RouteAsync(Fleet.RequestFor(null), default));
        Assert.Equal("new", Fleet.Names(outcome));
        Assert.Same(balancer, outcome.Balancer);
    }

    [Fact]
    public void A_routed_request_allocates_its_outcome_and_nothing_else()
    {
        var fleet = new Fleet();
        for (var number = 0; number < 100; number++)
        {
            fleet.Add($"e{number}", models: ["a", $"m{number}"]);
        }

        var router = fleet.Router();
        var known = Fleet.RequestFor("""{"model":"A","stream":true,"messages":[{"role":"user","content":"hi"}]}""");
        fleet.Options = new ModelRegistryOptions { RoutingStrategy = RoutingStrategyKind.Optimistic, FallbackBehavior = FallbackBehavior.All };
        var optimistic = fleet.Router();
        var unknown = Fleet.RequestFor("""{"model":"unheard of","stream":true}""");
        for (var warm = 0; warm < 100; warm++)
        {
            Now(router.RouteAsync(known, default));
            Now(optimistic.RouteAsync(unknown, default));
        }

        var allocated = AllocatedBytes.LeastOf(() =>
        {
            for (var round = 0; round < 1000; round++)
            {
                Now(router.RouteAsync(known, default));
                Now(optimistic.RouteAsync(unknown, default));
            }
        });

        Assert.InRange(allocated / 2000, 0, 120);
    }

    private static RoutingOutcome Now(ValueTask<RoutingOutcome> outcome)
    {
        Assert.True(outcome.IsCompletedSuccessfully);
        return outcome.Result;
    }

    private sealed class Refresher(Func<ReadOnlyMemory<Endpoint>, ModelRefresh> refresh) : IModelListRefresher
    {
        public int Calls { get; private set; }

        public Task<ModelRefresh> RefreshAsync(ReadOnlyMemory<Endpoint> candidates, TimeSpan timeout, CancellationToken cancellation)
        {
            Calls++;
            return Task.FromResult(refresh(candidates));
        }
    }
}
