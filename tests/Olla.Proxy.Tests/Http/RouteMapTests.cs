using Olla.Proxy.Http;

namespace Olla.Proxy.Tests.Http;

public sealed class RouteMapTests
{
    private static readonly RouteMap Map = new(new[] { "/exact", "/olla/proxy/", "/olla/proxy/v1/models", "/olla/a/", "/olla/a/b/" }
        .Select(pattern => new Route { Pattern = pattern, Handler = _ => Task.CompletedTask }));

    [Theory]
    [InlineData("/exact", "/exact", "/")]
    [InlineData("/olla/proxy/", "/olla/proxy/", "/")]
    [InlineData("/olla/proxy/v1/chat", "/olla/proxy/", "/v1/chat")]
    [InlineData("/olla/proxy/v1/models", "/olla/proxy/v1/models", "/")]
    [InlineData("/olla/proxy/v1/models/", "/olla/proxy/", "/v1/models/")]
    [InlineData("/olla/a/b/c", "/olla/a/b/", "/c")]
    [InlineData("/olla/a/bc", "/olla/a/", "/bc")]
    [InlineData("/olla/a/%2F/", "/olla/a/", "/%2F/")]
    public void The_longest_pattern_wins_and_the_rest_is_the_target(string path, string pattern, string target)
    {
        var match = Map.Match(path);

        Assert.Equal((pattern, target, null), (match.Route?.Pattern, match.TargetPath, match.RedirectPath));
    }

    [Theory]
    [InlineData("/olla/proxy", "/olla/proxy/")]
    [InlineData("/olla/a/b", null)]
    [InlineData("/olla//proxy/x", "/olla/proxy/x")]
    [InlineData("/olla/a/../proxy/x", "/olla/proxy/x")]
    public void A_missing_slash_and_an_unclean_path_are_redirected(string path, string? redirect)
    {
        Assert.Equal(redirect, Map.Match(path).RedirectPath);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/olla/")]
    [InlineData("/exact/")]
    [InlineData("/Exact")]
    [InlineData("*")]
    public void Anything_else_has_no_route(string path)
    {
        Assert.Equal(default, Map.Match(path));
    }
}
