using Microsoft.Data.Sqlite;
using Olla.Perf.Commands;
using Olla.Perf.Results.Store;
using Olla.Perf.Tests.Simulation;

namespace Olla.Perf.Tests.Results.Store;

/// <summary>Reading a run leaves it as it was, byte for byte, whoever reads it.</summary>
public sealed class ReadOnlyStoreTests : IDisposable
{
    private static readonly string _reference = Path.Combine(Repository.Root, "results", "reference", "20261122-232323-quick");
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("export {run}")]
    [InlineData("export {run} --format json")]
    [InlineData("export {run} --format arrow")]
    [InlineData("export {run} --format junit")]
    [InlineData("recommend --goal low-latency --run {run}")]
    [InlineData("recommend --goal low-memory --explain --run {run}")]
    [InlineData("refine {run}")]
    [InlineData("sweep --resume {run} --dry-run")]
    [InlineData("index --results {parent}")]
    public async Task A_command_that_reads_a_run_changes_nothing_in_its_folder(string line)
    {
        var run = Path.Combine(_folder.Path, "20261122-232323-quick");
        Directory.CreateDirectory(run);
        foreach (var name in (string[])["run.sqlite", "scenario.yaml"])
        {
            File.Copy(Path.Combine(_reference, name), Path.Combine(run, name));
        }

        var before = Snapshot(run);
        var arguments = line.Split(' ').Select(word => word.Replace("{run}", run, StringComparison.Ordinal).Replace("{parent}", _folder.Path, StringComparison.Ordinal)).ToList();
        if (line.StartsWith("export", StringComparison.Ordinal))
        {
            arguments.AddRange(["--output", Path.Combine(_folder.Path, "exported")]);
        }

        using var errors = new StringWriter();

        var code = await CommandLine.RunAsync(arguments, errors, TextWriter.Null);

        Assert.Equal((ExitCode.Success, before), (code, Snapshot(run)));
    }

    [Fact]
    public void A_run_that_was_killed_is_read_with_its_last_trials_and_keeps_its_log()
    {
        var path = Path.Combine(_folder.Path, "run.sqlite");
        var killed = Directory.CreateDirectory(Path.Combine(_folder.Path, "kil%led #1?")).FullName;
        using (var writing = RunStore.Open(path))
        {
            writing.SetFact("scenario", "quick");
            File.Copy(path, Path.Combine(killed, "run.sqlite"));
            File.Copy(path + "-wal", Path.Combine(killed, "run.sqlite-wal"));
        }

        var before = Snapshot(killed);
        using (var store = RunStore.OpenForReading(Path.Combine(killed, "run.sqlite")))
        {
            Assert.Equal("quick", store.FindFact("scenario"));
        }

        Assert.Equal(before, Snapshot(killed));
    }

    [Fact]
    public void A_run_is_read_while_it_is_written()
    {
        var path = Path.Combine(_folder.Path, "run.sqlite");
        using var writing = RunStore.Open(path);
        writing.SetFact("scenario", "quick");
        using var reading = RunStore.OpenForReading(path);
        writing.SetFact("scenario", "smoke");

        Assert.Equal("smoke", reading.FindFact("scenario"));
    }

    [Fact]
    public void Whoever_reads_cannot_write()
    {
        var path = Path.Combine(_folder.Path, "run.sqlite");
        RunStore.Open(path).Dispose();
        using var store = RunStore.OpenForReading(path);

        Assert.Contains(path, Assert.Throws<RunStoreException>(() => store.SetFact("a", "b")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE trials SET measurement = substr(measurement, 1, 500) WHERE rowid = 5")]
    [InlineData("UPDATE trials SET measurement = '{}' WHERE rowid = 5")]
    [InlineData("UPDATE trials SET measurement = '{\"values\":null,\"window\":\"00:00:01\"}' WHERE rowid = 5")]
    [InlineData("UPDATE trials SET measurement = '{\"values\":{},\"distributions\":{\"a\":null},\"window\":\"00:00:01\"}' WHERE rowid = 5")]
    [InlineData("UPDATE trials SET settings = 'null' WHERE rowid = 5")]
    [InlineData("UPDATE trials SET settings = '{\"proxy.engine\":null}' WHERE rowid = 5")]
    [InlineData("UPDATE trials SET status = 'Paused' WHERE rowid = 5")]
    [InlineData("UPDATE trials SET role = '7' WHERE rowid = 5")]
    [InlineData("UPDATE trials SET started = 'yesterday' WHERE rowid = 5")]
    public void A_damaged_row_is_named_with_its_file(string damage)
    {
        var path = Damaged(damage);
        using var store = RunStore.OpenForReading(path);

        var message = Assert.Throws<RunStoreException>(store.ReadTrials).Message;

        Assert.Contains(path, message, StringComparison.Ordinal);
        Assert.Contains("trial b00", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE facts SET value = '2' WHERE name = 'schema_version'")]
    [InlineData("DELETE FROM facts WHERE name = 'schema_version'")]
    [InlineData("DROP TABLE facts")]
    public void A_store_of_no_known_version_is_refused_with_its_name(string damage)
    {
        var path = Damaged(damage);

        Assert.Contains(path, Assert.Throws<RunStoreException>(() => RunStore.OpenForReading(path)).Message, StringComparison.Ordinal);
    }

    private string Damaged(string sql)
    {
        var path = Path.Combine(_folder.Path, "run.sqlite");
        File.Copy(Path.Combine(_reference, "run.sqlite"), path);
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A constant of this test.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
        return path;
    }

    private static string Snapshot(string folder) => string.Join('\n', Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(file => $"{file} {File.GetLastWriteTimeUtc(file):O} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))}"));
}
