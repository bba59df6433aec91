using System.Net.Http.Json;
using Olla.EndToEnd.Tests.Processes;

namespace Olla.EndToEnd.Tests.Browser;

/// <summary>Two mock backends, one of which can be stopped, behind a proxy.</summary>
public sealed class DashboardFleet : IAsyncLifetime, IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new();
    private RunningProcess? _steady;
    private RunningProcess? _proxy;
    private string _configuration = "";

    public Uri Address { get; private set; } = null!;
    public Uri Page => new(Address, "internal/ui/");

    /// <summary>The backend named <c>fickle</c>.</summary>
    internal RunningProcess Fickle { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        (_steady, var steady) = await OllaProcesses.StartMockAsync("--ttft", "5ms", "--itl", "1ms", "--models", "qwen3-32b,llama-3.1-8b");
        (Fickle, var fickle) = await OllaProcesses.StartMockAsync("--provider", "ollama", "--ttft", "5ms", "--itl", "1ms", "--models", "qwen3:8b");
        var yaml = OllaProcesses.Configuration("olla", ("steady", "openai-compatible", steady), ("fickle", "ollama", fickle))
            .Replace("check_interval: 60s, check_timeout: 30s", "check_interval: 1s, check_timeout: 900ms", StringComparison.Ordinal);
        _configuration = _folder.Write("olla.yaml", yaml + "\nmodel_aliases: { small: [llama-3.1-8b, \"qwen3:8b\"] }\n");
        await StartProxyAsync("127.0.0.1:0");
    }

    public async Task StopProxyAsync()
    {
        _proxy!.Signal(15);
        await _proxy.WaitForExitAsync();
        await _proxy.DisposeAsync();
    }

    public async Task StartProxyAsync(string? listen = null)
    {
        _proxy = RunningProcess.StartDotnet(Repository.OllaDll, ["-c", _configuration, "--listen", listen ?? $"127.0.0.1:{Address.Port}"]);
        Address = await _proxy.WaitForAddressAsync();
    }

    /// <summary>One chat, read to its end.</summary>
    public async Task AskAsync(string model)
    {
        using var answer = await _client.PostAsJsonAsync(
            new Uri(Address, "olla/openai/v1/chat/completions"), new { model, stream = true, messages = new[] { new { role = "user", content = "hello" } } });
        await answer.Content.ReadAsStringAsync();
    }

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var process in new[] { _proxy, Fickle, _steady })
        {
            if (process is not null)
            {
                await process.DisposeAsync();
            }
        }

        _client.Dispose();
        _folder.Dispose();
    }
}
