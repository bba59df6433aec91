using System.Text.Json;
using Olla.Configuration;

namespace Olla.Proxy.Tests.Http;

public sealed class LargeFleetTests
{
    [Fact]
    public async Task Five_hundred_endpoints_with_five_thousand_models_are_up_from_the_first_request()
    {
        await using var backend = await Backend.StartAsync(async context =>
        {
            var endpoint = context.Request.Path.Value!.Split('/')[1];
            context.Response.ContentType = "application/json";
            var models = string.Join(',', Enumerable.Range(0, 10).Select(model => $$"""{"id":"{{endpoint}}-m{{model}}","object":"model"}"""));
            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, $$"""{"object":"list","data":[{{models}}]}""");
        });
        var options = ProxyFixture.OptionsFor(EngineKind.Olla, Enumerable.Range(0, 500).Select(index => new Uri(backend.Url, $"/e{index}")));
        await using var proxy = await ProxyFixture.StartAsync(options with
        {
            Discovery = options.Discovery with
            {
                Endpoints = [.. options.Discovery.Endpoints.Select(endpoint => endpoint with
                {
                    // A loaded machine may be slow to answer five hundred probes at once; that is not what is asked here.
                    HealthCheckUrl = $"{backend.Url}health", CheckTimeout = TimeSpan.FromSeconds(30), CheckInterval = TimeSpan.FromMinutes(1),
                })],
                ModelDiscovery = new ModelDiscoveryOptions { ConcurrentWorkers = 50 },
            },
        });
        using var endpoints = JsonDocument.Parse(await proxy.GetAsync("/internal/status/endpoints"));
        using var models = JsonDocument.Parse(await proxy.GetAsync("/internal/status/models"));
        using var response = await proxy.PostAsync("/olla/openai/v1/chat/completions", """{"model":"e321-m7"}""");

        Assert.Equal(500, endpoints.RootElement.GetProperty("routable_count").GetInt32());
        Assert.Equal(5000, models.RootElement.GetProperty("total_models").GetInt32());
        Assert.Equal("b321", response.Headers.GetValues("X-Olla-Endpoint").Single());
    }
}
