using Microsoft.Extensions.Time.Testing;
using Olla.Configuration;
using Olla.Proxy.Endpoints;
using Olla.Proxy.Models;
using Olla.Proxy.Models.Parsing;
using Olla.Proxy.Models.Unification;

namespace Olla.Proxy.Tests.Models;

public sealed class ModelRegistryTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 2, 4, 0, 0, TimeSpan.Zero));
    private readonly ModelRegistry _registry;

    public ModelRegistryTests() => _registry = new ModelRegistry(ModelRulesSource.BuiltIn, _time);

    [Fact]
    public void Equal_digests_are_one_model_whatever_it_is_called()
    {
        _registry.Register(At(0), "ollama", [Model("llama3:latest", "sha256:aaaaaaaa11111111", size: 5)]);
        _registry.Register(At(1, "vllm"), "vllm", [Model("meta/llama-3", "sha256:aaaaaaaa11111111", size: 7)]);
        var model = Assert.Single(_registry.Current.Unified);
        Assert.Equal("llama3:latest", model.Id);
        Assert.Equal("llama3:latest/ollama meta/llama-3/vllm", string.Join(' ', model.Aliases.Select(alias => $"{alias.Name}/{alias.Source}")));
        Assert.Equal((12, 2), (model.DiskSize, model.Sources.Length));
        Assert.Equal(["http://e1.test/"], _registry.Current.Named["META/LLAMA-3"].Select(location => location.EndpointUrl));
    }

    [Fact]
    public void Equal_names_are_one_model_unless_digests_contradict()
    {
        _registry.Register(At(0), "ollama", [Model("qwen3:8b", "sha256:0000000011111111")]);
        _registry.Register(At(1, "vllm"), "vllm", [Model("Qwen3:8B", null)]);
        _registry.Register(At(2), "ollama", [Model("qwen3:8b", "sha256:0000000022222222")]);
        Assert.Equal("qwen3:8b qwen3:8b-22222222", string.Join(' ', _registry.Current.Unified.Select(model => model.Id)));
        Assert.Equal(3, _registry.Current.Named["qwen3:8b"].Length);
        Assert.Equal("http://e2.test/", Assert.Single(_registry.Current.Named["qwen3:8b-22222222"]).EndpointUrl);
    }

    [Fact]
    public void Other_rules_are_applied_to_what_is_listed_already_and_the_same_ones_change_nothing()
    {
        _registry.Register(At(0), "ollama", [Model("zed9", null)]);
        var before = _registry.Current;
        Assert.False(_registry.Follow(ModelRulesSource.BuiltIn with { Text = ModelRulesSource.BuiltIn.Text }));
        Assert.Same(before, _registry.Current);

        var zed = ModelRulesSource.BuiltIn with { FamilyPatterns = [new FamilyPattern(new("^(zed)"), 1, 2)], Text = "other" };
        Assert.True(_registry.Follow(zed));

        Assert.Equal(("", "zed"), (before.Unified[0].Family, _registry.Current.Unified[0].Family));
    }

    [Fact]
    public void The_outcome_does_not_depend_on_who_answered_first()
    {
        Action[] registrations =
        [
            () => _registry.Register(At(0), "ollama", [Model("a", "sha256:0000000000000001")]),
            () => _registry.Register(At(1), "ollama", [Model("a", "sha256:0000000000000002"), Model("b", null)]),
            () => _registry.Register(At(2, "vllm"), "vllm", [Model("B", null), Model("c", "sha256:0000000000000002")]),
        ];
        foreach (var registration in registrations)
        {
            registration();
        }

        var forwards = Describe();
        foreach (var registration in registrations.Reverse())
        {
            registration();
        }

        Assert.Equal(forwards, Describe());
    }

    [Fact]
    public void A_new_list_replaces_the_old_one_and_an_empty_one_is_data_too()
    {
        Assert.False(_registry.Current.HasData);
        _registry.Register(At(0), "ollama", [Model("a", null)]);
        _registry.Register(At(0), "ollama", []);
        Assert.Empty(_registry.Current.Named);
        Assert.True(_registry.Current.HasData);
    }

    [Fact]
    public void A_snapshot_stays_as_it_was_and_an_unchanged_registry_keeps_it()
    {
        _registry.Register(At(0), "ollama", [Model("a", null)]);
        var before = _registry.Current;
        Assert.Same(before, _registry.Current);
        _registry.Register(At(0), "ollama", [Model("b", null)]);
        Assert.True(before.Named.ContainsKey("a"));
        Assert.False(_registry.Current.Named.ContainsKey("a"));
    }

    [Fact]
    public void Without_the_unifier_only_the_names_in_lists_exist()
    {
        _registry.Register(At(0), "ollama", [Model("Llava:7B", null)]);
        _registry.Unify = false;
        Assert.True(_registry.Current.Named.ContainsKey("llava:7b"));
        Assert.Empty(_registry.Current.Unified);
        Assert.Empty(_registry.Current.EndpointsByCapability);
    }

    [Fact]
    public void A_reload_keeps_the_lists_of_endpoints_that_stay()
    {
        Endpoint[] fleet = [At(0), At(1)];
        _registry.Register(fleet[0], "ollama", [Model("a", null)]);
        _registry.Register(fleet[1], "ollama", [Model("b", null)]);
        _registry.KeepOnly([fleet[1]]);
        Assert.Equal("b", string.Join(' ', _registry.Current.Named.Keys));
    }

    [Fact]
    public void A_stale_list_is_dropped_only_while_its_endpoint_does_not_serve()
    {
        Endpoint[] fleet = [At(0), At(1), At(2)];
        _registry.Register(fleet[0], "ollama", [Model("down and old", null)]);
        _registry.Register(fleet[1], "ollama", [Model("up and old", null)]);
        fleet[1].State.Status = EndpointStatus.Healthy;
        _time.Advance(TimeSpan.FromHours(25));
        _registry.Register(fleet[2], "ollama", [Model("down and fresh", null)]);
        _registry.DropStale(TimeSpan.FromHours(24), fleet);
        Assert.Equal(["down and fresh", "up and old"], _registry.Current.Named.Keys.Order());
    }

    [Fact]
    public void Merging_fills_what_is_missing_and_unites_capabilities()
    {
        _registry.Register(At(0, "vllm"), "vllm", [new DiscoveredModel { Name = "m", MaxContextLength = 32_000 }]);
        _registry.Register(At(1), "lm-studio", [new DiscoveredModel { Name = "M", Type = "vlm", ParameterSize = "7B", Quantization = "Q8_0", Family = "x", Format = "gguf", State = "loaded" }]);
        var model = Assert.Single(_registry.Current.Unified);
        Assert.Equal(("7b", "q8", "x", "gguf", "vlm", 32_000), (model.ParameterSize, model.Quantization, model.Family, model.Format, model.ModelType, model.MaxContextLength));
        Assert.Equal("extended-context image-understanding multimodal text-generation vision", string.Join(' ', model.Capabilities));
        Assert.Equal("unknown loaded", string.Join(' ', model.Sources.Select(source => source.State)));
    }

    private string Describe() => string.Join('|', _registry.Current.Unified.Select(model =>
        $"{model.Id}:{string.Join(',', model.Aliases)}:{string.Join(',', model.Sources.Select(source => source.EndpointUrl))}"));

    private static Endpoint At(int index, string type = "ollama") =>
        new(new EndpointOptions { Name = $"e{index}", Url = new Uri($"http://e{index}.test"), Type = type }, index);

    private static DiscoveredModel Model(string name, string? digest, long size = 0) => new() { Name = name, Digest = digest, Size = size };
}
