using Olla.Proxy.Models.Parsing;
using Olla.Proxy.Models.Unification;

namespace Olla.Proxy.Tests.Models.Unification;

public sealed class ModelRulesSourceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("olla-models-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_replaces_all_rules_and_the_first_usable_one_wins()
    {
        var first = Write("a.yaml", "model_extraction:\n  family_patterns:\n    - { pattern: '^(zed)(\\d+)', family_group: 1, variant_group: 2 }\n");
        var load = ModelRulesSource.Load([Path.Combine(_folder, "absent.yaml"), first, Write("b.yaml", "version: 1\n")]);
        Assert.Equal(first, load.File);
        Assert.Empty(load.Diagnostics);
        var reader = new ModelFactReader(load.Rules);
        Assert.Equal(("zed", "9"), (reader.Read(new DiscoveredModel { Name = "Zed9" }).Family, reader.Read(new DiscoveredModel { Name = "Zed9" }).Variant));
        Assert.Equal("", reader.Read(new DiscoveredModel { Name = "llama3" }).Family);
    }

    [Theory]
    [InlineData("model_extraction:\n  family_patterns:\n    - { pattern: '(?=x)' }\n", 3, "CFG105")]
    [InlineData("capabilities:\n  name_patterns:\n    - { pattern: '[', capabilities: [x] }\n", 3, "CFG105")]
    [InlineData("- 1\n", 1, "CFG102")]
    [InlineData("a: [\n", 2, "CFG102")]
    public void An_unusable_file_is_reported_and_leaves_the_rules_of_this_build(string yaml, int line, string code)
    {
        var load = ModelRulesSource.Load([Write("models.yaml", yaml)]);
        Assert.Null(load.File);
        Assert.Same(ModelRulesSource.BuiltIn, load.Rules);
        Assert.True(load.HasSkippedFile);
        Assert.Equal((line, code), (Assert.Single(load.Diagnostics).Line, load.Diagnostics[0].Code));
    }

    [Fact]
    public void An_empty_file_is_passed_over_in_silence()
    {
        var load = ModelRulesSource.Load([Write("models.yaml", "")]);
        Assert.Null(load.File);
        Assert.Empty(load.Diagnostics);
        Assert.False(load.HasSkippedFile);
    }

    [Fact]
    public void An_unknown_key_is_reported_and_changes_nothing()
    {
        var load = ModelRulesSource.Load([Write("models.yaml", "quantisation: {}\n")]);
        Assert.NotNull(load.File);
        Assert.Equal("quantisation", Assert.Single(load.Diagnostics).KeyPath);
    }

    private string Write(string name, string yaml)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, yaml);
        return file;
    }
}
