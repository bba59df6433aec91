using Olla.Proxy.Providers.Metrics;

namespace Olla.Proxy.Tests.Providers.Metrics;

public sealed class FormulaTests
{
    private static readonly string[] Names = ["tokens", "milliseconds", "zero", "reason", "missing"];

    private static readonly MetricValue[] Values =
        [MetricValue.Of(40), MetricValue.Of(500), MetricValue.Of(0), MetricValue.Of("stop"), default];

    [Theory]
    [InlineData("1 + 2 * 3", 7)]
    [InlineData("(1 + 2) * 3 - 1", 8)]
    [InlineData("7 % 4 / 2", 1.5)]
    [InlineData("-tokens + 50", 10)]
    [InlineData("tokens * 1000 / milliseconds", 80)]
    [InlineData("milliseconds > 0 ? tokens * 1000 / milliseconds : 0", 80)]
    [InlineData("zero > 0 ? 1 : tokens >= 40 ? 2 : 3", 2)]
    [InlineData("tokens > 10 && milliseconds <= 500", 1)]
    [InlineData("tokens < 10 || !zero", 1)]
    [InlineData("len(reason) > 0", 1)]
    [InlineData("len('')", 0)]
    [InlineData("reason == \"stop\"", 1)]
    [InlineData("reason != null", 1)]
    [InlineData("reason + 1", 1)]
    [InlineData("tokens / zero", 0)]
    [InlineData("zero / zero", 0)]
    [InlineData("tokens > 0 || missing", 1)]
    [InlineData("zero > 0 && missing", 0)]
    [InlineData("true == 1 && false == 0", 1)]
    public void Formulas_give_what_they_say(string text, double expected)
    {
        Assert.True(Formula.TryParse(text, Names, out var formula, out var problem), problem);
        Assert.Equal(expected, formula.Evaluate(Values).Number);
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("missing + 1")]
    [InlineData("tokens * missing")]
    [InlineData("missing > 0 ? 1 : 2")]
    [InlineData("missing && tokens")]
    [InlineData("len(missing)")]
    [InlineData("-missing")]
    public void A_missing_value_fails_the_formula(string text)
    {
        Assert.True(Formula.TryParse(text, Names, out var formula, out var problem), problem);
        Assert.False(formula.Evaluate(Values).IsPresent);
    }

    [Theory]
    [InlineData("", "it ends too early")]
    [InlineData("1 +", "it ends too early")]
    [InlineData("(1", "it ends too early")]
    [InlineData("1 2", "\"2\" at character 3 is out of place")]
    [InlineData("1 ? 2", "it ends too early")]
    [InlineData("tokens $ 2", "\"$\" at character 8 is out of place")]
    [InlineData("token * 2", "unknown name \"token\"; allowed: milliseconds, missing, reason, tokens, zero")]
    [InlineData("'open", "the text that begins at character 1 does not end")]
    [InlineData("1.2.3", "\"1.2.3\" is no number")]
    public void What_is_no_formula_is_named(string text, string expected)
    {
        Assert.False(Formula.TryParse(text, Names, out _, out var problem));
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void Endless_nesting_is_refused() =>
        Assert.False(Formula.TryParse(new string('(', 100_000) + "1" + new string(')', 100_000), Names, out _, out _));
}
