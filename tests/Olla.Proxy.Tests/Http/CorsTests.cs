using System.Net;
using Olla.Configuration;

namespace Olla.Proxy.Tests.Http;

public sealed class CorsTests
{
    [Theory]
    [InlineData("*", "https://a.test", "*")]
    [InlineData("https://a.test", "HTTPS://A.TEST", "HTTPS://A.TEST")]
    [InlineData("https://*.lan.test", "https://x.lan.test", "https://x.lan.test")]
    [InlineData("https://*.lan.test", "https://lan.test", null)]
    [InlineData("https://a.test", "https://b.test", null)]
    public async Task An_origin_that_is_allowed_may_read_the_answer(string allowed, string origin, string? answered)
    {
        await using var proxy = await StartAsync(new CorsOptions { Enabled = true, AllowedOrigins = [allowed] });
        using var response = await proxy.SendAsync(HttpMethod.Get, "/nowhere", null, ("Origin", origin));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(answered, Header(response, "Access-Control-Allow-Origin"));
        Assert.Equal("Origin", Header(response, "Vary"));
        Assert.Equal(answered is not null, Header(response, "Access-Control-Expose-Headers")?.StartsWith("X-Olla-Request-ID, X-Olla-Endpoint", StringComparison.Ordinal) ?? false);
    }

    [Theory]
    [InlineData("POST", "x-any", true)]
    [InlineData("DELETE", "x-any", false)]
    [InlineData("post", null, false)]
    [InlineData("OPTIONS", null, true)]
    public async Task A_preflight_is_answered_before_any_route(string method, string? header, bool allowed)
    {
        await using var proxy = await StartAsync(new CorsOptions { Enabled = true });
        (string, string)[] headers = [("Origin", "https://a.test"), ("Access-Control-Request-Method", method), .. header is null ? Array.Empty<(string, string)>() : [("Access-Control-Request-Headers", header)]];
        using var response = await proxy.SendAsync(HttpMethod.Options, "/olla/openai/v1/completions", null, headers);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(allowed ? "*" : null, Header(response, "Access-Control-Allow-Origin"));
        Assert.Equal(allowed ? method : null, Header(response, "Access-Control-Allow-Methods"));
        Assert.Equal(allowed ? header : null, Header(response, "Access-Control-Allow-Headers"));
        Assert.Equal(allowed ? "300" : null, Header(response, "Access-Control-Max-Age"));
        Assert.False(response.Headers.Contains("X-Olla-Request-ID"));
    }

    [Fact]
    public async Task Credentials_are_allowed_when_configured()
    {
        await using var proxy = await StartAsync(new CorsOptions { Enabled = true, AllowedOrigins = ["https://a.test"], AllowCredentials = true, MaxAge = 0 });
        using var response = await proxy.SendAsync(HttpMethod.Get, "/internal/health", null, ("Origin", "https://a.test"));

        Assert.Equal("true", Header(response, "Access-Control-Allow-Credentials"));
        Assert.Null(Header(response, "Access-Control-Max-Age"));
    }

    [Fact]
    public async Task Without_cors_options_is_an_ordinary_method()
    {
        await using var proxy = await ProxyFixture.StartAsync(EngineKind.Olla, []);
        using var response = await proxy.SendAsync(HttpMethod.Options, "/internal/health", null, ("Origin", "https://a.test"), ("Access-Control-Request-Method", "GET"));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Null(Header(response, "Vary"));
    }

    private static Task<ProxyFixture> StartAsync(CorsOptions cors) =>
        ProxyFixture.StartAsync(EngineKind.Olla, [], options => options with { Server = options.Server with { Cors = cors } });

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
}
