using Olla.MockBackends.Model;

namespace Olla.MockBackends.Tests.Model;

public sealed class LlmSettingsTests
{
    [Theory]
    [InlineData("defaults")]
    [InlineData("dialect=ollama-chat; timeToFirstToken=lognormal(mean=20000000ns,cv=0.5); interTokenTime=10000000ns; tokens=gamma(mean=64,cv=1); slots=4; queue=8; seed=18446744073709551615")]
    [InlineData("requestsPerMinute=60; unknownModel=lm-studio")]
    [InlineData("faults=reset(rate=0.25); faults=die(after=5,every=3); faults=stall(after=2,for=2000000000ns); faults=status(code=429,retryAfter=2,from=1000ns,to=2000ns)")]
    public void A_section_survives_its_way_through_wiremock(string text) =>
        Assert.Equal(text, LlmSettingsParser.Parse(text).ToText());

    [Theory]
    [InlineData("slotz=3", "'slotz' is unknown", "did you mean 'slots'?")]
    [InlineData("slots=-1", "'-1' is not understood", "a whole number")]
    [InlineData("unknownModel=vlm", "'vlm' is no server", "did you mean 'vllm'?")]
    [InlineData("dialect=openai", "'openai' is no dialect", "openai-chat")]
    [InlineData("faults=dei(after=1)", "'dei' is no fault", "did you mean 'die'?")]
    [InlineData("faults=status(code=200)", "code=200", "400 to 599")]
    [InlineData("faults=die(rate=2)", "rate=2", "0 to 1")]
    [InlineData("faults=slowHeaders", "lacks for=", "slowHeaders(for=2s)")]
    [InlineData("faults=stall(afer=2)", "'afer'", "did you mean 'after'?")]
    public void What_is_wrong_is_named_with_what_is_allowed(string text, string wrong, string allowed)
    {
        var message = Assert.Throws<FormatException>(() => LlmSettingsParser.Parse(text)).Message;
        Assert.Contains(wrong, message, StringComparison.Ordinal);
        Assert.Contains(allowed, message, StringComparison.Ordinal);
    }
}
