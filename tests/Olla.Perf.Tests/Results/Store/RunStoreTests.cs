using Olla.Perf.Results;
using Olla.Perf.Results.Store;
using Olla.Perf.Sweeps;
using Olla.Perf.Tests.Simulation;

namespace Olla.Perf.Tests.Results.Store;

public sealed class RunStoreTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_trial_reads_back_as_it_was_written_nan_and_all()
    {
        var path = Path.Combine(folder.Path, "run.sqlite");
        var written = new TrialRecord(
            "b001-c1", 2, 1, 3, new Candidate { Id = "c1", Settings = new Dictionary<string, string> { ["proxy.engine"] = "olla" } },
            TrialStatus.Void, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddSeconds(2),
            new TrialMeasurement
            {
                Values = new Dictionary<string, double> { ["ttft_p50_ms"] = 21.5 },
                Distributions = new Dictionary<string, IReadOnlyList<QuantilePoint>> { ["ttft_ms"] = [new(0.5, 21.5)] },
                TtftByArrival = [1.5, double.NaN],
                VoidReasons = ["busy"],
                Window = TimeSpan.FromSeconds(2),
            },
            "busy");
        using (var store = RunStore.Open(path))
        {
            store.Add(written);
        }

        using var again = RunStore.Open(path);
        var read = again.ReadTrials().Single();

        Assert.Equal(written with { Candidate = read.Candidate, Measurement = read.Measurement }, read);
        Assert.Equal("olla", read.Candidate.Settings["proxy.engine"]);
        Assert.Equal(21.5, read.Measurement!.Values["ttft_p50_ms"]);
        Assert.Equal(new QuantilePoint(0.5, 21.5), read.Measurement.Distributions["ttft_ms"][0]);
        Assert.True(double.IsNaN(read.Measurement.TtftByArrival[1]));
    }

    [Fact]
    public void A_file_that_is_no_store_is_refused_with_its_name()
    {
        var path = folder.Write("run.sqlite", "this is not a database, it only has the name of one; long enough to have a header");

        var error = Assert.Throws<RunStoreException>(() => RunStore.Open(path));

        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_of_another_schema_is_refused()
    {
        var path = Path.Combine(folder.Path, "run.sqlite");
        using (var store = RunStore.Open(path))
        {
            store.SetFact("schema_version", "99");
        }

        Assert.Contains("schema 99", Assert.Throws<RunStoreException>(() => RunStore.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_is_found_by_folder_by_name_and_as_the_latest()
    {
        var results = folder.Path;
        foreach (var name in (string[])["20260101-000000-quick", "20260102-000000-quick"])
        {
            Directory.CreateDirectory(Path.Combine(results, name));
            RunStore.Open(Path.Combine(results, name, "run.sqlite")).Dispose();
        }

        Assert.Equal("20260102-000000-quick", RunFolder.Find("latest", results).Id);
        Assert.Equal("20260101-000000-quick", RunFolder.Find("20260101-000000-quick", results).Id);
        Assert.Equal("20260101-000000-quick", RunFolder.Find(Path.Combine(results, "20260101-000000-quick") + "/", results).Id);
        var error = Assert.Throws<RunStoreException>(() => RunFolder.Find("20260101-000000-quikc", results));
        Assert.Contains("did you mean \"20260101-000000-quick\"?", error.Message, StringComparison.Ordinal);
    }
}
