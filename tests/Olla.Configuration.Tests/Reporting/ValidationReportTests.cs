using Olla.Configuration.Diagnostics;
using Olla.Configuration.Reporting;

namespace Olla.Configuration.Tests.Reporting;

public sealed class ValidationReportTests
{
    private static readonly SourceReport Profiles = new("profiles", "12 loaded", []);

    [Theory]
    [InlineData("server: {port: 1}", "[OK]", "PASS", 0)]
    [InlineData("discovery: {refresh_interval: 1h}", "[OK]", "PASS", 0)]
    [InlineData("proxy: {max_retries: 2}", "[WARN]", "PASS: 1 warning", 0)]
    [InlineData("proxy: {max_retries: 2, engine: x, profile: y}", "[FAIL]", "FAIL: 1 error, 2 warnings", 1)]
    public void The_main_file_decides_by_its_worst_finding(string yaml, string mark, string verdict, int exitCode)
    {
        var (lines, code) = Write(Loading.Yaml(yaml), Profiles);

        Assert.Equal("Configuration check", lines[0]);
        Assert.Equal($"{mark,-6} config.yaml: from test.yaml", lines[1]);
        Assert.Equal("[OK]   profiles: 12 loaded", lines[^2]);
        Assert.Equal(verdict, lines[^1]);
        Assert.Equal(exitCode, code);
    }

    [Fact]
    public void Findings_stand_indented_below_their_source()
    {
        var (lines, _) = Write(Loading.Yaml("proxy:\n  enjine: olla"));
        Assert.Equal("""         test.yaml:2:3: warning CFG201 proxy.enjine: unknown key, ignored; did you mean "engine"?""", lines[2]);
    }

    [Fact]
    public void A_broken_satellite_warns_and_fails()
    {
        var (lines, code) = Write(
            Loading.Yaml(""),
            new SourceReport("models.yaml", "from models.yaml", [new("models.yaml", 1, 1, DiagnosticSeverity.Error, DiagnosticCodes.Syntax, "", "not valid YAML")]));
        Assert.Contains("[WARN] models.yaml: from models.yaml", lines);
        Assert.Equal("FAIL: 1 error", lines[^1]);
        Assert.Equal(1, code);
    }

    [Fact]
    public void No_file_at_all_is_said()
    {
        var (lines, code) = Write(Loading.Nothing());
        Assert.Equal(["Configuration check", "[OK]   config.yaml: no file found, defaults apply", "PASS"], lines);
        Assert.Equal(0, code);
    }

    private static (string[] Lines, int ExitCode) Write(LoadedConfiguration loaded, params SourceReport[] satellites)
    {
        var report = new ValidationReport(loaded, satellites);
        using var writer = new StringWriter { NewLine = "\n" };
        report.Write(writer);
        return (writer.ToString().TrimEnd('\n').Split('\n'), report.ExitCode);
    }
}
