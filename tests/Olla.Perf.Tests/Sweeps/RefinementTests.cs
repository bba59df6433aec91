using Olla.Perf.Scenarios;
using Olla.Perf.Sweeps;
using Olla.Perf.Tests.Simulation;

namespace Olla.Perf.Tests.Sweeps;

public sealed class RefinementTests
{
    [Theory]
    [InlineData("proxy.stream_buffer_size", "2048,8192,32768,65536", "8192", "2048,4096,8192,16384,32768")]
    [InlineData("proxy.stream_buffer_size", "2048,8192,32768", "32768", "8192,16384,32768")]
    [InlineData("proxy.max_connections_per_endpoint", "0,8,16", "8", "0,4,8,11,16")]
    [InlineData("proxy.response_header_timeout", "100ms,400ms,30s", "100ms", "100ms,200ms,400ms")]
    public void A_numeric_key_is_swept_again_between_the_best_values_neighbours(string key, string values, string best, string finer) =>
        Assert.Equal(finer.Split(','), Refinement.Finer(new Dimension(key, values.Split(',')), best));

    [Theory]
    [InlineData("proxy.engine", "sherpa,olla", "olla")]
    [InlineData("proxy.stream_buffer_size", "2048,65536", "2048")]
    public void Words_and_two_values_are_no_scale(string key, string values, string best) =>
        Assert.Null(Refinement.Finer(new Dimension(key, values.Split(',')), best));

    [Fact]
    public void The_finer_scenario_loads_and_keeps_all_else()
    {
        using var folder = new TemporaryFolder();
        var coarse = Path.Combine(Repository.Root, "scenarios", "buffers.yaml");
        File.Copy(coarse, Path.Combine(folder.Path, "coarse.yaml"));
        var best = new Dictionary<string, string> { ["proxy.profile"] = "standard", ["proxy.stream_buffer_size"] = "4096" };

        var path = folder.Write("fine.yaml", Refinement.ToYaml(ScenarioLoader.Load(coarse), best, [best], "coarse.yaml"));
        var fine = ScenarioLoader.Load(path);

        Assert.Equal(("buffers-fine", 8), (fine.Name, fine.Budget.Blocks));
        Assert.Equal(["standard"], fine.Dimensions[0].Values);
        Assert.Equal(["2048", "2896", "4096", "5793", "8192"], fine.Dimensions[1].Values);
    }
}
