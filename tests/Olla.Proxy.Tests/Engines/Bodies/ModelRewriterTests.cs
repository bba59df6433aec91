using System.Text;
using Olla.Proxy.Engines.Bodies;

namespace Olla.Proxy.Tests.Engines.Bodies;

public sealed class ModelRewriterTests
{
    [Theory]
    [InlineData("""{"model":"a"}""", """{"model":"new \"name\""}""")]
    [InlineData("""{ "x" : 1 , "model" :  "a"  , "y":[ 1.0 ] }""", """{ "x" : 1 , "model" :  "new \"name\""  , "y":[ 1.0 ] }""")]
    [InlineData("""{"deep":{"model":"a"},"model":"b","list":[{"model":"c"}]}""", """{"deep":{"model":"a"},"model":"new \"name\"","list":[{"model":"c"}]}""")]
    [InlineData("""{"model":"a","model":"b"}""", """{"model":"new \"name\"","model":"new \"name\""}""")]
    [InlineData("""{"model":"caf\u00e9 \"x\""}""", """{"model":"new \"name\""}""")]
    [InlineData("""{"model":7}""", """{"model":7}""")]
    [InlineData("""{"model":null}""", """{"model":null}""")]
    [InlineData("""{"Model":"a"}""", """{"Model":"a"}""")]
    [InlineData("""["model","a"]""", """["model","a"]""")]
    [InlineData("""{"model":"a" """, """{"model":"a" """)]
    [InlineData("", "")]
    public void Only_the_top_level_model_changes(string body, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(ModelRewriter.Rewrite(Encoding.UTF8.GetBytes(body), "new \"name\"").Span));
}
