using System.Text;
using Olla.Proxy.Routing;

namespace Olla.Proxy.Tests.Routing;

public sealed class RequestInspectorTests
{
    private static readonly InspectionQuestions Everything =
        new(Capabilities.Vision | Capabilities.Functions | Capabilities.Embeddings | Capabilities.Code, Prefix: true);

    [Theory]
    [InlineData("""{"model":"Llama3:8B"}""", "llama3:8b")]
    [InlineData("""  {"messages":[{"model":"inner"}],"model":" a "}""", "a")]
    [InlineData("""{"MODEL":"any case"}""", "any case")]
    [InlineData("""{"Model":"second","model":"first"}""", "first")]
    [InlineData("""{"messages":[{"role":"user","model":"From-Message"}]}""", "from-message")]
    [InlineData("""{"model":"qwen\u0033\/8b"}""", "qwen3/8b")]
    [InlineData("""{"mod\u0065l":"escaped key"}""", "escaped key")]
    [InlineData("""{"model":42}""", "")]
    [InlineData("""{"model":""}""", "")]
    [InlineData("""{"model":null,"messages":[]}""", "")]
    [InlineData("""{"prompt":"no model here"}""", "")]
    [InlineData("""["model","a"]""", "")]
    [InlineData("not json", "")]
    [InlineData("", "")]
    [InlineData("""{"model":"a","messages":[{"content":"cut""", "a")]
    [InlineData("""{"model":"a", broken""", "a")]
    [InlineData("""{"n":01,"model":"a"}""", "")]
    public void The_model_is_the_top_level_string_trimmed_and_lower_cased(string body, string expected)
    {
        Assert.Equal(expected, ModelOf(body));
        Assert.Equal(expected, ModelOf(body, Everything));
    }

    [Fact]
    public void A_model_longer_than_the_buffer_is_found_too()
    {
        var name = new string('A', 5000);
        Assert.Equal(name.ToLowerInvariant(), ModelOf($$"""{"model":"{{name}}"}"""));
    }

    [Theory]
    [InlineData("""{"stream":true}""", true)]
    [InlineData("""{"stream":false}""", false)]
    [InlineData("""{"stream":"true"}""", null)]
    [InlineData("""{"options":{"stream":true}}""", null)]
    public void Stream_is_the_top_level_boolean(string body, bool? expected) => Assert.Equal(expected, Inspect(body, default).Stream);

    [Theory]
    [InlineData("""{"tools":[]}""", Capabilities.Functions)]
    [InlineData("""{"tools":null}""", Capabilities.None)]
    [InlineData("""{"functions":[{}],"tool_choice":"auto"}""", Capabilities.Functions)]
    [InlineData("""{"function_call":"auto"}""", Capabilities.Functions)]
    [InlineData("""{"input":"text"}""", Capabilities.Embeddings)]
    [InlineData("""{"input":null}""", Capabilities.None)]
    [InlineData("""{"language":"python"}""", Capabilities.Code)]
    [InlineData("""{"code_model":true}""", Capabilities.Code)]
    [InlineData("""{"code_model":false,"language":1}""", Capabilities.None)]
    [InlineData("""{"messages":[{"role":"system","content":"You Debug programs"}]}""", Capabilities.Code)]
    [InlineData("""{"messages":[{"role":"user","content":"debug this"}]}""", Capabilities.None)]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"text","text":"hi"},{"type":"image_url","image_url":{}}]}]}""", Capabilities.Vision)]
    [InlineData("""{"messages":[{"content":[{"type":"image"}],"role":"user"}],"tools":[1]}""", Capabilities.Vision | Capabilities.Functions)]
    [InlineData("""{"messages":[{"content":[{"text":"data:image/png;base64,xx","type":"text"}]}]}""", Capabilities.Vision)]
    [InlineData("""{"messages":[1,"x",{"content":[1,{"type":{"type":"image"}}]}]}""", Capabilities.None)]
    internal void Needs_are_read_from_the_places_that_show_them(string body, Capabilities expected)
    {
        Assert.Equal(expected, Inspect(body, Everything).Needs);
        Assert.Equal(Capabilities.None, Inspect(body, default).Needs);
    }

    [Theory]
    [InlineData("""{"messages": [1, 2] ,"x":1}""", "[1, 2]", "")]
    [InlineData("""{"messages":[],"prompt":"p"}""", "", "\"p\"")]
    [InlineData("""{"messages":null,"prompt":null}""", "", "")]
    public void The_raw_json_of_messages_and_prompt_is_found(string body, string messages, string prompt)
    {
        var found = Inspect(body, Everything);
        Assert.Equal((messages, prompt), (body[found.Messages], body[found.Prompt]));
    }

    [Fact]
    public void Large_bodies_are_searched_for_the_model_only_and_not_without_end()
    {
        var filler = new string('x', 2 << 20);
        var image = """{"messages":[{"content":[{"type":"image"},{"text":"FILL"}]}],"model":"a"}""";
        var found = Inspect(image.Replace("FILL", filler, StringComparison.Ordinal), Everything);
        Assert.Equal((true, Capabilities.None), (found.HasModel, found.Needs));
        Assert.False(Inspect(image.Replace("FILL", new string('x', 9 << 20), StringComparison.Ordinal), Everything).HasModel);
    }

    private static string ModelOf(string body, InspectionQuestions questions = default)
    {
        Span<char> model = stackalloc char[RequestInspector.ModelBuffer];
        return RequestInspector.Inspect(Encoding.UTF8.GetBytes(body), questions, model).ModelIn(model).ToString();
    }

    private static InspectedBody Inspect(string body, InspectionQuestions questions)
    {
        Span<char> model = stackalloc char[RequestInspector.ModelBuffer];
        return RequestInspector.Inspect(Encoding.UTF8.GetBytes(body), questions, model);
    }
}
