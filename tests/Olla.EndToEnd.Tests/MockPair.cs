using Olla.EndToEnd.Tests.Processes;

namespace Olla.EndToEnd.Tests;

/// <summary>A mock of each provider, quick, with one model each.</summary>
public sealed class MockPair : IAsyncLifetime, IAsyncDisposable
{
    private RunningProcess _openAi = null!;
    private RunningProcess _ollama = null!;

    public Uri OpenAi { get; private set; } = null!;

    public Uri Ollama { get; private set; } = null!;

    public static async Task<MockPair> StartAsync()
    {
        var pair = new MockPair();
        await pair.InitializeAsync();
        return pair;
    }

    public async Task InitializeAsync()
    {
        // A test adds a model to this one's list, and then asks for it.
        (_openAi, OpenAi) = await OllaProcesses.StartMockAsync(
            "--provider", "openai", "--models", "gpu-model", "--llm", "unknownModel=answer", "--ttft", "1ms", "--itl", "1ms");
        (_ollama, Ollama) = await OllaProcesses.StartMockAsync("--provider", "ollama", "--models", "llama3.2", "--ttft", "1ms", "--itl", "1ms");
    }

    public async ValueTask DisposeAsync()
    {
        await _openAi.DisposeAsync();
        await _ollama.DisposeAsync();
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();
}
