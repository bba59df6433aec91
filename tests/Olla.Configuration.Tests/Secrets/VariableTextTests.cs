using CsCheck;
using Olla.Configuration.Secrets;

namespace Olla.Configuration.Tests.Secrets;

public sealed class VariableTextTests
{
    private static readonly Dictionary<string, string> Variables = new() { ["A"] = "1", ["EMPTY"] = "", ["NESTED"] = "${A}" };

    [Theory]
    [InlineData("${A}", "1")]
    [InlineData("x${A}y${A}z", "x1y1z")]
    [InlineData("${EMPTY}", "")]
    [InlineData("${EMPTY:-f}", "f")]
    [InlineData("${NONE:-f}", "f")]
    [InlineData("${NONE:-}", "")]
    [InlineData("${NONE:-a:-b}", "a:-b")]
    [InlineData("${A:-f}", "1")]
    [InlineData("$A", "$A")]
    [InlineData("${}", "${}")]
    [InlineData("$$", "$$")]
    [InlineData("$${A}", "$1")]
    [InlineData("${A", "${A")]
    [InlineData("${NESTED}", "${A}")]
    [InlineData("${NONE:-${A}}", "${A}")]
    public void Variables_are_put_into_text(string text, string expected)
    {
        var missing = new List<string>();
        Assert.Equal(expected, VariableText.Expand(text, Variables, missing));
        Assert.Empty(missing);
    }

    [Fact]
    public void Missing_names_are_collected_once_each()
    {
        var missing = new List<string>();
        VariableText.Expand("${B}${C}${B}${A?x}", Variables, missing);
        Assert.Equal(["B", "C", "A?x"], missing);
    }

    [Fact]
    public void Text_without_a_token_stays_as_it_is() =>
        Gen.String.Where(static text => !text.Contains("${", StringComparison.Ordinal)).Sample(static text => VariableText.Expand(text, Variables, new List<string>()) == text);
}
