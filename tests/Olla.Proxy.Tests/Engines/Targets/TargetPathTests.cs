using Olla.Proxy.Engines.Targets;

namespace Olla.Proxy.Tests.Engines.Targets;

public sealed class TargetPathTests
{
    [Theory]
    [InlineData("http://h:9/", false, "/v1/x", "?a=1%2B1", "/v1/x?a=1%2B1")]
    [InlineData("http://h:9/api/", false, "/v1/embeddings", "", "/v1/embeddings")]
    [InlineData("http://h:9/api/", true, "/v1/embeddings", "", "/api/v1/embeddings")]
    [InlineData("http://h:9/api/v1", true, "/v1/completions", "", "/api/v1/v1/completions")]
    [InlineData("http://h:9/gw", true, "/models/", "", "/gw/models")]
    [InlineData("http://h:9/gw", true, "/", "", "/gw")]
    [InlineData("http://h:9", false, "/", "", "/")]
    [InlineData("http://h:9", false, "", "?q", "/?q")]
    [InlineData("http://h:9", false, "/models/a%2Fb%20c", "", "/models/a%2Fb%20c")]
    [InlineData("http://h:9", false, "/a//b/", "", "/a//b/")]
    [InlineData("http://h:9", false, "/v1/model.gguf", "", "/v1/model.gguf")]
    [InlineData("http://h:9", false, "/a/../../b", "", "/b")]
    [InlineData("http://h:9", false, "/a/%2e%2E/b", "", "/b")]
    [InlineData("http://h:9", false, "/a/..%2f..%2fb", "", "/b")]
    [InlineData("http://h:9", false, "/a/%252e%252e/b", "", "/a/%252e%252e/b")]
    [InlineData("http://h:9/base", true, "/%2e%2e/%2e%2e/secret", "", "/base/secret")]
    [InlineData("http://h:9/base", true, "/../secret", "?x=..", "/base/secret?x=..")]
    [InlineData("http://h:9/base", true, "/models/org%2Fname:q4", "", "/base/models/org%2Fname:q4")]
    [InlineData("http://h:9/base", true, "/@types%2fcors/a%5Cb%2eg", "", "/base/@types%2fcors/a%5Cb%2eg")]
    [InlineData("http://h:9/base", true, "/a/..%2f..%2fsecret", "", "/base/secret")]
    [InlineData("http://h:9/base", true, "/a/..%5c..%5csecret", "", "/base/secret")]
    [InlineData("http://h:9/base", true, "/a%2f%2e%2e%2fb", "", "/base/b")]
    [InlineData("http://h:9/base", true, "/a%2f..%5c..%2f..%2fb", "", "/base/b")]
    [InlineData("http://h:9", false, "/a b\r\nX: y", "", "/a%20b%0D%0AX:%20y")]
    [InlineData("http://h:9", false, "/é", "", "/%C3%A9")]
    [InlineData("http://h:9", false, "/a#b", "", "/a%23b")]
    public void The_backend_is_asked_for_the_right_path(string url, bool preserve, string path, string query, string expected) =>
        Assert.Equal(expected, new TargetPath(new Uri(url), preserve).For(path, query));

    [Fact]
    public void A_usual_path_is_passed_on_as_the_same_string()
    {
        const string Path = "/v1/chat/completions";

        Assert.Same(Path, new TargetPath(new Uri("http://h:9"), preserve: false).For(Path, ""));
    }
}
