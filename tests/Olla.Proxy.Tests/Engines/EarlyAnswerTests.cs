using Olla.Proxy.Engines;
using Olla.Proxy.Tests.Engines.Scripted;

namespace Olla.Proxy.Tests.Engines;

/// <summary>A backend may answer before it has read a request to its end: what it says is the answer.</summary>
public sealed class EarlyAnswerTests
{
    private const string Refused = "HTTP/1.1 413 Payload Too Large\r\nContent-Length: 9\r\nConnection: close\r\n\r\ntoo large";

    [Theory]
    [InlineData(false, 4_000_000)]
    [InlineData(true, 4_000_000)]
    [InlineData(true, 100_000)]
    public async Task An_early_answer_arrives_and_takes_no_endpoint_away(bool closes, int size)
    {
        foreach (var engine in BothEngines.Names)
        {
            var over = new TaskCompletionSource();
            await using var backend = new ScriptedBackend(async connection =>
            {
                _ = await connection.ReadUntilAsync("\r\n\r\n");
                await connection.SendAsync(Refused);
                if (!closes)
                {
                    // It does not read on either: the request can never leave whole.
                    await over.Task;
                }
            });
            await using var host = await EngineHost.StartAsync(engine, backend);

            var answer = await host.RequestAsync(body: new string('x', size));

            Assert.Equal((engine, 413, "too large"), (engine, answer.Status, answer.Body));
            Assert.Equal(ExchangeOutcome.Completed, (await host.ResultAsync()).Outcome);
            Assert.Empty(host.Observer.Unreachable);
            Assert.Single(host.Observer.Attempts);
            Assert.Equal(413, (await host.RequestAsync(body: "{}")).Status);
            over.SetResult();
        }
    }
}
