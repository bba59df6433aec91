using System.Text;
using Olla.Proxy.Providers.Metrics;

namespace Olla.Proxy.Tests.Providers.Metrics;

/// <summary>Names are found wherever they stand, and nothing else is.</summary>
public sealed class NameSearchTests
{
    private static readonly NameSearch Names = new(["usage", "timings", "eval_count"]);

    [Theory]
    [InlineData("\"usage\":{", 7)]
    [InlineData("\"usage\" : 3", 7)]
    [InlineData("\"timings\":{", 9)]
    [InlineData("\"eval_count\":1", 12)]
    [InlineData("\"usage\":null", -1)]
    [InlineData("\"usage\" : null", -1)]
    [InlineData("\"my_usage\":1", -1)]
    [InlineData("\\\"usage:1", -1)]
    [InlineData("\"usages\":1", -1)]
    [InlineData("\"prompt_eval_count\":1", -1)]
    public void A_name_is_found_at_every_place_of_texts_of_every_length(string text, int expected)
    {
        for (var before = 0; before < 80; before++)
        {
            for (var behind = 0; behind < 80; behind++)
            {
                var json = Encoding.UTF8.GetBytes(new string('u', before) + text + new string('"', behind));

                Assert.Equal(expected < 0 ? -1 : before + expected, Names.Next(json, 0, out _));
            }
        }
    }

    [Fact]
    public void All_names_are_found_one_after_the_other()
    {
        var words = new[] { "\"usage\":1", "\"usage\":null", "\"timings\":2", "\"us\"", "\"eval_count\":3", "\n", "quick \"" };
        var random = new Random(7);
        for (var round = 0; round < 500; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => words[random.Next(words.Length)]));
            var expected = words.Where(word => word.EndsWith(":1", StringComparison.Ordinal) || word.EndsWith(":2", StringComparison.Ordinal) || word.EndsWith(":3", StringComparison.Ordinal))
                .SelectMany(word => Places(text, word)).Order();

            var found = new List<int>();
            for (var at = 0; (at = Names.Next(Encoding.UTF8.GetBytes(text), at, out var name)) > 0;)
            {
                found.Add(at);
                // Each stands with its number in the text.
                Assert.Equal(text[at + 1] - '1', name);
            }

            Assert.Equal(expected, found);
        }
    }

    private static IEnumerable<int> Places(string text, string word)
    {
        for (var at = 0; (at = text.IndexOf(word, at, StringComparison.Ordinal)) >= 0; at += word.Length)
        {
            yield return at + word.Length - 2;
        }
    }
}
