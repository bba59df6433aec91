using Olla.Proxy.Http;

namespace Olla.Proxy.Tests.Http;

public sealed class RequestTargetTests
{
    [Theory]
    [InlineData("/a/b?x=1&y", "/a/b", "?x=1&y")]
    [InlineData("/a%2Fb%20c", "/a%2Fb%20c", "")]
    [InlineData("/?", "/", "?")]
    [InlineData("http://host:80/a?b", "/a", "?b")]
    [InlineData("http://host", "/", "")]
    [InlineData("http://host?q", "/", "?q")]
    [InlineData("*", "*", "")]
    public void A_target_splits_into_path_and_query_without_decoding(string raw, string path, string query)
    {
        Assert.Equal(new RequestTarget(path, query), RequestTarget.Parse(raw));
    }

    [Theory]
    [InlineData("/a//b", "/a/b")]
    [InlineData("/a/./b", "/a/b")]
    [InlineData("/a/../b", "/b")]
    [InlineData("/../../b/", "/b/")]
    [InlineData("/a/..", "/")]
    [InlineData("/a/.", "/a")]
    [InlineData("//", "/")]
    public void Doubled_slashes_and_dot_segments_are_cleaned_and_never_rise_above_the_root(string path, string clean)
    {
        Assert.True(RequestTarget.IsUnclean(path));
        Assert.Equal(clean, RequestTarget.Clean(path));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/a/b/")]
    [InlineData("/a/.hidden/b..")]
    [InlineData("/a/%2e%2e/b")]
    [InlineData("/a/...")]
    public void Anything_else_is_clean(string path)
    {
        Assert.False(RequestTarget.IsUnclean(path));
    }
}
