using Olla.Configuration.Keys;
using Olla.Configuration.Reference;

namespace Olla.Configuration.Tests.Reference;

public sealed class ConfigurationReferenceTests
{
    /// <summary>Set to <c>1</c>, the test writes the page instead of checking it.</summary>
    private const string Switch = "OLLA_TEST_REWRITE_DOCS";

    [Fact]
    public void The_committed_page_is_what_the_table_says()
    {
        using var page = new StringWriter();
        ConfigurationReference.WriteMarkdown(page);
        var path = RepositoryFiles.Find("docs/configuration-reference.md");
        if (Environment.GetEnvironmentVariable(Switch) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, page.ToString());
        }

        Assert.True(File.ReadAllText(path).ReplaceLineEndings("\n") == page.ToString(), $"{path} is stale: run this test with {Switch}=1 and commit the page");
    }

    [Fact]
    public void The_page_has_a_row_for_every_key_and_every_variable()
    {
        using var page = new StringWriter();
        ConfigurationReference.WriteMarkdown(page);
        var rows = page.ToString().Split('\n').Where(static line => line.StartsWith("| `", StringComparison.Ordinal)).ToArray();

        foreach (var key in ConfigurationKeys.All)
        {
            Assert.Contains(rows, row => row.Contains($"{key.Name}`", StringComparison.Ordinal) && row.Contains(key.Meaning.Replace("|", "\\|", StringComparison.Ordinal), StringComparison.Ordinal)
                && (key.Variable is null || row.Contains(key.Variable, StringComparison.Ordinal)));
        }
    }
}
