using Microsoft.AspNetCore.Http;
using Olla.Configuration;
using Olla.Proxy.Health;
using Olla.Proxy.Tests.Http;

namespace Olla.Proxy.Tests.Health;

public sealed class HttpEndpointProbeTests
{
    [Theory]
    [InlineData(200)]
    [InlineData(401)]
    [InlineData(503)]
    public async Task The_status_of_the_answer_is_told(int status)
    {
        await using var backend = await Backend.StartAsync("", status: status);
        var answer = await ProbeAsync(backend.Url, "/up");

        Assert.Equal(status, answer.StatusCode);
        Assert.Null(answer.Problem);
    }

    [Fact]
    public async Task A_pause_that_the_backend_asks_for_is_told()
    {
        await using var backend = await Backend.StartAsync(context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "7";
            return Task.CompletedTask;
        });

        Assert.Equal(TimeSpan.FromSeconds(7), (await ProbeAsync(backend.Url, "/up")).RetryAfter);
    }

    [Fact]
    public async Task A_backend_that_refuses_the_connection_is_named_as_that()
    {
        var backend = await Backend.StartAsync("");
        await backend.DisposeAsync();

        Assert.Equal((0, "connection refused"), await ProbeAsync(backend.Url, "/up") is var answer ? (answer.StatusCode, answer.Problem) : default);
    }

    [Fact]
    public async Task A_backend_that_does_not_answer_in_time_is_named_as_that()
    {
        var gone = new TaskCompletionSource();
        await using var backend = await Backend.StartAsync(_ => gone.Task);
        var answer = await ProbeAsync(backend.Url, "/up", options => options with { CheckTimeout = TimeSpan.FromMilliseconds(50) });
        gone.SetResult();

        Assert.Equal((0, "no answer within 0.05s"), (answer.StatusCode, answer.Problem));
    }

    [Fact]
    public async Task Credentials_go_to_the_endpoint_and_not_along_a_redirect_to_another_host()
    {
        await using var other = await Backend.StartAsync("");
        await using var backend = await Backend.StartAsync(context =>
        {
            context.Response.Redirect(new Uri(other.Url, "/elsewhere").ToString());
            return Task.CompletedTask;
        });
        var answer = await ProbeAsync(backend.Url, "/up", options => options with { AuthHeader = new HeaderOption("Authorization", "Bearer secret") });

        Assert.Equal(200, answer.StatusCode);
        Assert.Equal("Bearer secret", Assert.Single(backend.Received).Headers["Authorization"]);
        Assert.False(Assert.Single(other.Received).Headers.ContainsKey("Authorization"));
    }

    private static async Task<ProbeAnswer> ProbeAsync(Uri url, string path, Func<EndpointOptions, EndpointOptions>? adjust = null)
    {
        var options = new EndpointOptions { Name = "b", Url = url };
        var endpoint = new Endpoint((adjust ?? (unchanged => unchanged))(options), 0);
        using var probe = new HttpEndpointProbe(_ => new Uri(url, path), "test", TimeProvider.System);
        return await probe.ProbeAsync(endpoint, CancellationToken.None);
    }
}
