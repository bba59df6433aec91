using Olla.Configuration;
using Olla.Proxy.Providers;

namespace Olla.Proxy.Tests.Providers;

public sealed class EndpointUrlsTests
{
    [Theory]
    [InlineData("http://h:1/engines/x/", "/v1/models", "http://h:1/engines/x/v1/models")]
    [InlineData("http://h:1/api/", "v1/models", "http://h:1/api/v1/models")]
    [InlineData("http://h:1", "/api/tags", "http://h:1/api/tags")]
    [InlineData("http://h:1", "/", "http://h:1/")]
    [InlineData("http://h:1/base", "/", "http://h:1/base/")]
    [InlineData("https://h/openai/v1", "/v1/models", "https://h/openai/v1/v1/models")]
    [InlineData("http://h:1/x?key=1", "/health", "http://h:1/x/health?key=1")]
    [InlineData("http://h:1/x?key=1", "/health?deep=1", "http://h:1/x/health?deep=1")]
    [InlineData("http://h:1/x", "http://other:2/up", "http://other:2/up")]
    [InlineData("http://h:1/x", "HTTPS://other/up", "https://other/up")]
    public void A_relative_value_stands_behind_the_base_path_and_an_absolute_one_alone(string baseUrl, string value, string expected) =>
        Assert.Equal(expected, EndpointUrls.Resolve(new Uri(baseUrl), value).AbsoluteUri);

    [Fact]
    public void An_endpoints_own_setting_beats_its_providers()
    {
        var endpoint = new Endpoint(new EndpointOptions { Name = "x", Url = new Uri("http://h:1"), Type = "vllm", HealthCheckUrl = "/up" }, 0);
        Assert.Equal("http://h:1/up", ProviderCatalog.BuiltIn.HealthUrlOf(endpoint).AbsoluteUri);
        Assert.Equal("http://h:1/v1/models", ProviderCatalog.BuiltIn.ModelUrlOf(endpoint).AbsoluteUri);
    }
}
