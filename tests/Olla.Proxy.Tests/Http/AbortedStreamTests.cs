using Microsoft.AspNetCore.Http;

namespace Olla.Proxy.Tests.Http;

/// <summary>A client that stops reading in mid-stream sets its backend free, whatever format passes through.</summary>
public sealed class AbortedStreamTests
{
    public static TheoryData<EngineRow, string, string, string> Streams
    {
        get
        {
            var data = new TheoryData<EngineRow, string, string, string>();
            foreach (var row in Enum.GetValues<EngineRow>())
            {
                data.Add(row, "ollama", "/olla/ollama/api/chat", "{\"message\":{\"content\":\"a\"},\"done\":false}\n");
                data.Add(row, "vllm", "/olla/anthropic/v1/messages", "event: message_start\ndata: {\"type\":\"message_start\"}\n\n");
                data.Add(row, "vllm", "/olla/vllm/v1/responses", "data: {\"type\":\"response.created\"}\n\n");
                data.Add(row, "vllm", "/olla/vllm/v1/chat/completions", "data: {\"object\":\"chat.completion.chunk\"}\n\n");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task The_backend_feels_it(EngineRow row, string provider, string path, string first)
    {
        ArgumentNullException.ThrowIfNull(first);
        var felt = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var backend = await Backend.StartAsync(async context =>
        {
            using var gone = context.RequestAborted.Register(felt.SetResult);
            context.Response.ContentType = first[0] == '{' ? "application/x-ndjson" : "text/event-stream";
            await context.Response.WriteAsync(first);
            await context.Response.Body.FlushAsync();
            await felt.Task;
        });
        await using var proxy = await ProxyFixture.StartAsync(row, [backend], type: provider);
        using (var response = await proxy.PostAsync(path, """{"model":"demo","max_tokens":9,"messages":[{"role":"user","content":"x"}],"input":"x","stream":true}"""))
        {
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
            Assert.Equal(first.Split('\n')[0], await reader.ReadLineAsync());
        }

        await felt.Task.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System);
    }
}
