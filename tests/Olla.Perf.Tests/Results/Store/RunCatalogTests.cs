using Olla.Perf.Commands;
using Olla.Perf.Results.Store;
using Olla.Perf.Tests.Simulation;

namespace Olla.Perf.Tests.Results.Store;

/// <summary>One damaged run stands in nobody's way: it is named and passed over.</summary>
public sealed class RunCatalogTests : IDisposable
{
    private const string Sound = "20261122-232323-quick";
    private const string Damaged = "20261123-000000-quick";
    private readonly TemporaryFolder _results = new();

    public RunCatalogTests()
    {
        foreach (var name in (string[])[Sound, Damaged])
        {
            var folder = Directory.CreateDirectory(Path.Combine(_results.Path, name)).FullName;
            foreach (var file in (string[])["run.sqlite", "scenario.yaml"])
            {
                File.Copy(Path.Combine(Repository.Root, "results", "reference", Sound, file), Path.Combine(folder, file));
            }
        }

        using var later = RunStore.Open(Path.Combine(_results.Path, Damaged, "run.sqlite"));
        later.SetFact(RunFacts.StartedName, "2030-01-01T00:00:00Z");
    }

    public void Dispose() => _results.Dispose();

    public static TheoryData<string, string> DamagesAndCommands()
    {
        var table = new TheoryData<string, string>();
        foreach (var damage in (string[])["pages", "cut", "empty", "row", "scenario"])
        {
            foreach (var command in (string[])["index", "export latest --output {out}", "recommend --goal low-latency", "report latest", "refine latest"])
            {
                // An export needs no scenario, and a list shows the run's facts alone.
                if (!(damage is "scenario" or "row" && command == "index") && !(damage == "scenario" && command.StartsWith("export", StringComparison.Ordinal)))
                {
                    table.Add(damage, command);
                }
            }
        }

        return table;
    }

    [Theory]
    [MemberData(nameof(DamagesAndCommands))]
    public async Task A_damaged_run_is_named_and_the_next_one_taken(string damage, string command)
    {
        Damage(damage);
        using var errors = new StringWriter();
        using var output = new StringWriter();

        var code = await CommandLine.RunAsync(
            [.. command.Replace("{out}", Path.Combine(_results.Path, "out.csv"), StringComparison.Ordinal).Split(' '), "--results", _results.Path], errors, output);

        Assert.Equal(ExitCode.Success, code);
        Assert.Contains($"passed over: {Path.Combine(_results.Path, Damaged)}", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_index_says_which_run_it_does_not_list()
    {
        Damage("empty");

        var catalog = RunCatalog.Read(_results.Path);

        Assert.Equal([Sound], catalog.Runs.Select(run => run.Folder.Id));
        Assert.Contains(Damaged, Olla.Perf.Reports.IndexPage.ToText(catalog, _results.Path), StringComparison.Ordinal);
    }

    private void Damage(string kind)
    {
        var path = Path.Combine(_results.Path, Damaged, "run.sqlite");
        switch (kind)
        {
            case "scenario":
                File.WriteAllText(Path.Combine(_results.Path, Damaged, "scenario.yaml"), "name: [");
                return;
            case "row":
                using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={path};Pooling=False"))
                {
                    connection.Open();
                    using var command = connection.CreateCommand();
                    command.CommandText = "UPDATE trials SET measurement = '{' WHERE rowid = 5";
                    command.ExecuteNonQuery();
                }

                return;
            default:
                using (var file = new FileStream(path, FileMode.Open))
                {
                    if (kind == "pages")
                    {
                        // Every page but the first, which names the tables.
                        file.Position = 4096;
                        file.Write(Enumerable.Repeat((byte)0x5a, (int)(file.Length - 4096)).ToArray());
                    }
                    else
                    {
                        file.SetLength(kind == "cut" ? file.Length / 3 / 4096 * 4096 : 0);
                    }
                }

                return;
        }
    }
}
