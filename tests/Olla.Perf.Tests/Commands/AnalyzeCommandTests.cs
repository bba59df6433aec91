using System.Text.Json;
using Olla.Perf.Analysis.Measurement;
using Olla.Perf.Commands;
using Olla.Perf.Results;
using Olla.Perf.Results.Log;
using Olla.Perf.Results.Store;
using Olla.Perf.Sweeps;
using Olla.Perf.Tests.Analysis.Measurement;
using Olla.Perf.Tests.Simulation;
using static Olla.Perf.Tests.Analysis.Measurement.TrialLogBuilder;

namespace Olla.Perf.Tests.Commands;

/// <summary>A run of two trials whose event logs and stored measurements lie in a folder, as a sweep leaves them.</summary>
public sealed class AnalyzeCommandTests : IDisposable
{
    private readonly TemporaryFolder _results = new();
    private readonly RunFolder _run;

    public AnalyzeCommandTests() => _run = new RunFolder(Path.Combine(_results.Path, "one"));

    public void Dispose() => _results.Dispose();

    [Fact]
    public async Task Every_stored_figure_comes_again_from_the_event_logs_alone()
    {
        Write("b001-c1", ttft: 30);
        Write("b002-c1", ttft: 40);

        var (code, output, errors) = await AnalyzeAsync("one");

        Assert.Equal((ExitCode.Success, "2 trials computed from their event logs; 2 of them are stored, and every figure is the same"), (code, errors.Trim()));
        Assert.Contains(output.Split('\n'), line => line.StartsWith("TTFT p50", StringComparison.Ordinal) && line.TrimEnd().EndsWith("35.0 ms", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stored_figure_that_the_log_does_not_give_is_named()
    {
        Write("b001-c1", ttft: 30, stored => stored with
        {
            Values = new Dictionary<string, double>(stored.Values) { [Metric.TtftP50.Name] = 29.9 },
            Errors = new Dictionary<string, int> { ["timeout"] = 1 },
        });

        var (code, _, errors) = await AnalyzeAsync("one");

        Assert.Equal(ExitCode.Failure, code);
        Assert.Contains("1 of 1 differ", errors, StringComparison.Ordinal);
        Assert.Contains("b001-c1: ttft_p50_ms, errors", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_holds_what_the_store_would()
    {
        Write("b001-c1", ttft: 30);
        var (_, output, _) = await AnalyzeAsync("one", "--json");
        using var line = JsonDocument.Parse(output);
        Assert.Equal(30, line.RootElement.GetProperty("measurement").GetProperty("values").GetProperty("ttft_p50_ms").GetDouble(), 6);
    }

    [Fact]
    public async Task Other_tools_figures_stand_with_their_definition_and_source()
    {
        Write("b001-c1", ttft: 30);
        var (_, output, _) = await AnalyzeAsync("latest", "--definitions", "mlperf", "vllm");
        Assert.Contains("as vllm defines them", output, StringComparison.Ordinal);
        Assert.Contains("as mlperf defines them", output, StringComparison.Ordinal);
        Assert.DoesNotContain("as aiperf", output, StringComparison.Ordinal);
        Assert.Contains("TPOT = (last data event - first data event) / (output tokens - 1), per request", output, StringComparison.Ordinal);
        Assert.Contains("source: mlcommons/inference, loadgen", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_log_file_is_enough()
    {
        Write("b001-c1", ttft: 30);
        var (code, output, _) = await AnalyzeAsync(TrialLogFiles.Requests(_run.EventLog("b001-c1")));
        Assert.Equal(ExitCode.Success, code);
        Assert.Contains("30.0 ms", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("two", "no event logs found at two", ExitCode.Failure)]
    [InlineData("one --definitions vlm", "\"vlm\" is not known; allowed: vllm, guidellm, aiperf, mlperf, all; did you mean \"vllm\"?", ExitCode.Usage)]
    public async Task A_slip_is_named(string line, string message, int expected)
    {
        Write("b001-c1", ttft: 30);
        var (code, _, errors) = await AnalyzeAsync(line.Split(' '));
        Assert.Equal(expected, code);
        Assert.Contains(message, errors, StringComparison.Ordinal);
    }

    private void Write(string key, long ttft, Func<TrialMeasurement, TrialMeasurement>? forge = null)
    {
        var builder = new TrialLogBuilder { WindowLength = 1_000_000_000 };
        for (var index = 0; index < 20; index++)
        {
            builder.AddStream(index * 20 * Millisecond, 5, ttft * Millisecond, 10 * Millisecond, 100_000 + index);
        }

        var log = builder.Build();
        log = log with { Header = log.Header with { TrialId = key } };
        TrialLogWriter.Write(log, _run.EventLog(key));
        var measured = TrialAnalyzer.Measure(log);
        using var store = RunStore.Open(_run.Store);
        store.Add(new TrialRecord(
            key, 1, 1, 0, new Candidate { Id = "c1", Role = TrialRole.Candidate, Settings = new Dictionary<string, string>() },
            TrialStatus.Done, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, forge is null ? measured : forge(measured), ""));
    }

    private async Task<(int Code, string Output, string Errors)> AnalyzeAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await CommandLine.RunAsync(["analyze", .. arguments, "--results", _results.Path], errors, output);
        return (code, output.ToString(), errors.ToString());
    }
}
