using Olla.Configuration.Files;

namespace Olla.Configuration.Tests.Files;

public sealed class FileSelectionTests
{
    [Theory]
    [InlineData("config/config.local.yaml,config/config.yaml,config.yaml,default.yaml", "config/config.local.yaml")]
    [InlineData("config/config.yaml,config.yaml,default.yaml", "config/config.yaml")]
    [InlineData("config.yaml,default.yaml", "config.yaml")]
    [InlineData("default.yaml", "default.yaml")]
    [InlineData("other.yaml", null)]
    public void The_first_of_the_usual_places_is_taken(string files, string? expected) =>
        Assert.Equal(expected, Loading.Files(null, [.. files.Split(',').Select(static file => (file, "server: {port: 1}"))]).FilePath);

    [Fact]
    public void The_flag_wins_over_the_variable_and_the_variable_over_the_usual_places()
    {
        (string, string)[] files = [("a.yaml", ""), ("b.yaml", ""), ("config.yaml", "")];
        Assert.Equal("a.yaml", Loading.Files("a.yaml", files, ("OLLA_CONFIG_FILE", "b.yaml")).FilePath);
        Assert.Equal("b.yaml", Loading.Files("", files, ("OLLA_CONFIG_FILE", "b.yaml")).FilePath);
        Assert.Equal("config.yaml", Loading.Files(null, files, ("OLLA_CONFIG_FILE", "")).FilePath);
    }

    [Fact]
    public void A_named_file_that_is_missing_is_an_error_that_names_who_named_it()
    {
        Assert.Equal(
            """flag --config: error CFG101: the configuration file does not exist; got "missing.yaml"; allowed: the path of a readable YAML file""",
            Assert.Single(Loading.Files("missing.yaml", []).Diagnostics).ToString());
        Assert.StartsWith(
            "env OLLA_CONFIG_FILE: error CFG101: ",
            Assert.Single(Loading.Nothing(("OLLA_CONFIG_FILE", "missing.yaml")).Diagnostics).ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_usual_place_that_exists_and_cannot_be_read_is_an_error_and_not_passed_over()
    {
        var request = Loading.Request(null, []) with
        {
            ReadFile = static path => path.EndsWith("local.yaml", StringComparison.Ordinal) ? FileReadResult.Missing : FileReadResult.Unreadable("permission denied"),
        };
        var found = Assert.Single(ConfigurationLoader.Load(request).Diagnostics);
        Assert.Equal("config/config.yaml: error CFG101: the file exists but cannot be read: permission denied; allowed: a readable file, or none", found.ToString());
    }

    [Fact]
    public void The_disk_tells_missing_files_from_folders_and_reads_the_rest()
    {
        var folder = Directory.CreateTempSubdirectory("olla-configuration-");
        try
        {
            var file = Path.Combine(folder.FullName, "a.yaml");
            File.WriteAllText(file, "server: {port: 7}");
            Assert.Equal(FileReadStatus.Missing, DiskFiles.Read(Path.Combine(folder.FullName, "none", "b.yaml")).Status);
            Assert.Equal(FileReadStatus.Unreadable, DiskFiles.Read(folder.FullName).Status);
            Assert.Equal(7, ConfigurationLoader.Load(new() { FilePath = "a.yaml", WorkingDirectory = folder.FullName }).Options.Server.Port);
            Assert.Equal(["CFG101"], ConfigurationLoader.Load(new() { FilePath = ".", WorkingDirectory = folder.FullName }).Codes());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Text_can_be_loaded_without_a_disk()
    {
        var loaded = ConfigurationLoader.Load(ConfigurationRequest.ForText("candidate 7", "server: {port: 0}"));
        Assert.StartsWith("candidate 7:1:16: error CFG106", Assert.Single(loaded.Diagnostics).ToString(), StringComparison.Ordinal);
    }
}
