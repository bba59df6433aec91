using System.Text.Json;
using Olla.Perf.Analysis.Measurement;
using Olla.Perf.Results.Log;
using Olla.Perf.Tests.Analysis.Measurement;
using static Olla.Perf.Tests.Analysis.Measurement.TrialLogBuilder;

namespace Olla.Perf.Tests.Results.Log;

public class TrialLogTests
{
    private static readonly JsonSerializerOptions _options = new()
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    [Fact]
    public void Every_figure_is_computed_again_from_the_files()
    {
        var builder = new TrialLogBuilder { Capacities = new Dictionary<string, double> { ["b1"] = 1 } };
        for (var index = 0; index < 50; index++)
        {
            builder.AddStream(index * 20 * Millisecond, 5 + (index % 7), (30 + index) * Millisecond, 10 * Millisecond, 100_000 + index);
        }

        builder.Add(Millisecond, 3, [(2 * Millisecond, null)]);
        builder.AddResource(new ResourceRow(ResourceOwner.Proxy, 0, 5, 6, 7, 8, 9, 10, 11) { AllocatedBytes = 12, Collections = 13, LongestGcPause = 14 });
        builder.AddResource(new ResourceRow(ResourceOwner.Proxy, 20_000_000_000, 500_000, 6, 7, 8, 9, 10, 11));
        var log = builder.Build();
        var folder = Directory.CreateTempSubdirectory("olla-perf-test-");
        try
        {
            var path = Path.Combine(folder.FullName, "deeper", "trial-1.arrow");
            TrialLogWriter.Write(log, path);
            var read = TrialLogReader.Read(path);
            Assert.Equal(log.Requests, read.Requests);
            Assert.Equal(log.Events, read.Events);
            Assert.Equal(log.Resources, read.Resources);
            Assert.Equal(JsonSerializer.Serialize(log.Header), JsonSerializer.Serialize(read.Header));
            Assert.Equal(JsonSerializer.Serialize(TrialAnalyzer.Measure(log), _options), JsonSerializer.Serialize(TrialAnalyzer.Measure(read), _options));
            Assert.Equal(
                ["trial-1.events.arrow", "trial-1.requests.arrow", "trial-1.resources.arrow"],
                Directory.GetFiles(Path.GetDirectoryName(path)!).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_missing_log_is_named() =>
        Assert.Contains("no-such.requests.arrow", Assert.Throws<FileNotFoundException>(() => TrialLogReader.Read("no-such.arrow")).Message, StringComparison.Ordinal);
}
