using System.Text.Json.Nodes;
using Olla.MockBackends.Mappings;

namespace Olla.MockBackends.Tests.Mappings;

public sealed class MappingTextTests
{
    [Fact]
    public void A_section_becomes_a_response_header_and_the_rest_stays()
    {
        var text = MappingText.ToWireMock("""{ "request": { "path": "/x" }, "response": { "headers": { "A": "b" } }, "llm": { "slots": 2, "interTokenTime": "5ms" } }""", "x.json");
        var mapping = JsonNode.Parse(text)!;
        Assert.Null(mapping["llm"]);
        Assert.Equal("b", (string?)mapping["response"]!["headers"]!["A"]);
        Assert.Equal("fixed; interTokenTime=5000000ns; slots=2", (string?)mapping["response"]!["headers"]!["X-Olla-Mock-Llm"]);
    }

    [Theory]
    [InlineData("""{ "Request": { "Path": "/x" }, "Response": { "UseTransformer": true, "Body": "{{request.path}}" }, "llm": {} }""")]
    [InlineData("""{ "Request": { "Path": "/x" }, "Response": { "Delay": 50 }, "llm": {} }""")]
    [InlineData("""{ "Request": { "Path": "/x", "Headers": [] }, "llm": {} }""")]
    [InlineData("""{ "Request": { "Path": "/x" }, "Scenario": "s", "llm": {} }""")]
    public void A_mapping_that_answers_differently_from_time_to_time_is_not_fixed(string mapping) =>
        Assert.Equal("defaults", (string?)JsonNode.Parse(MappingText.ToWireMock(mapping, "x.json"))!["Response"]!["Headers"]!["X-Olla-Mock-Llm"]);

    [Fact]
    public void A_file_without_sections_is_not_touched()
    {
        const string text = "[ { \"Request\": { } /* note */ }, ]";
        Assert.Same(text, MappingText.ToWireMock(text, "x.json"));
    }

    [Fact]
    public void A_list_keeps_each_section_with_its_mapping()
    {
        var text = MappingText.ToWireMock("""[{ "Request": {} }, { "Request": {}, "llm": { "faults": ["reset", "die(after=2)"] } }]""", "x.json");
        var mappings = JsonNode.Parse(text)!.AsArray();
        Assert.Null(mappings[0]!["Response"]);
        Assert.Equal("fixed; faults=reset(); faults=die(after=2)", (string?)mappings[1]!["Response"]!["Headers"]!["X-Olla-Mock-Llm"]);
    }

    [Theory]
    [InlineData("{\n  \"Request\": {},\n  \"llm\": {\n    \"slotz\": 1\n  }\n}", "x.json:4: llm: 'slotz' is unknown", "did you mean 'slots'?")]
    [InlineData("{\n  \"llm\": {\n    \"slots\": \"many\"\n  }\n}", "x.json:3: llm.slots: 'many' is not understood", "a whole number")]
    [InlineData("{\n  \"llm\": { \"slots\": true }\n}", "x.json:2: llm.slots holds", "a text or a number")]
    [InlineData("{\n  \"llm\": 5\n}", "x.json:2: llm holds keys", "timeToFirstToken")]
    [InlineData("{\n\n  \"Requst\": {}\n}", "x.json:3: 'Requst' is no key of a mapping", "did you mean 'Request'?")]
    [InlineData("{\n  \"Request\": {},\n  \"llm\"", "x.json:3: no valid JSON", "")]
    [InlineData("5", "x.json:1: a mapping file holds one mapping", "")]
    public void What_is_wrong_is_named_with_file_and_line(string text, string place, string hint)
    {
        var message = Assert.Throws<MappingException>(() => MappingText.ToWireMock(text, "x.json")).Message;
        Assert.StartsWith(place, message, StringComparison.Ordinal);
        Assert.Contains(hint, message, StringComparison.Ordinal);
    }
}
