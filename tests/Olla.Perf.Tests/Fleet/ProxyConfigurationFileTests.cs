using Olla.Perf.Fleet;

namespace Olla.Perf.Tests.Fleet;

public class ProxyConfigurationFileTests
{
    private static readonly Backend[] _backends =
    [
        new("b1", new Uri("http://127.0.0.1:4001"), "openai-compatible", 1, null),
        new("b2", new Uri("http://127.0.0.1:4002"), "ollama", 1, null),
    ];

    [Fact]
    public void A_candidates_settings_win_over_the_base_and_the_base_over_what_measuring_needs()
    {
        var text = ProxyConfigurationFile.Write(
            new Dictionary<string, string> { ["proxy.engine"] = "sherpa", ["logging.level"] = "warn" },
            new Dictionary<string, string> { ["proxy.engine"] = "olla", ["proxy.stream_buffer_size"] = "4096" }, _backends);
        Assert.Contains("engine: olla", text, StringComparison.Ordinal);
        Assert.DoesNotContain("sherpa", text, StringComparison.Ordinal);
        Assert.Contains("stream_buffer_size: 4096", text, StringComparison.Ordinal);
        Assert.Contains("level: warn", text, StringComparison.Ordinal);
        Assert.Contains("per_ip_requests_per_minute: 0", text, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:4002", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_setting_that_is_no_key_is_named()
    {
        var problem = Assert.Throws<ArgumentException>(() =>
            ProxyConfigurationFile.Write(new Dictionary<string, string>(), new Dictionary<string, string> { ["proxy.motor"] = "olla" }, _backends));
        Assert.Contains("proxy.motor", problem.Message, StringComparison.Ordinal);
    }
}
