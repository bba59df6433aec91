using System.Net;
using System.Net.Sockets;
using Olla.EndToEnd.Tests.Processes;

namespace Olla.EndToEnd.Tests;

/// <summary>What a person gets who starts <c>olla</c> with something wrong.</summary>
public sealed class ProxyCommandLineTests
{
    [Fact]
    public async Task A_wrong_flag_ends_with_2_and_the_usage()
    {
        var (code, output) = await RunningProcess.RunDotnetAsync(Repository.OllaDll, ["--confg", "x.yaml"]);

        Assert.Equal(2, code);
        Assert.Contains("flag provided but not defined: -confg; did you mean --config?", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_ends_with_1_and_its_name()
    {
        var (code, output) = await RunningProcess.RunDotnetAsync(Repository.OllaDll, ["-c", "no-such.yaml"]);

        Assert.Equal(1, code);
        Assert.Contains("no-such.yaml", output, StringComparison.Ordinal);
        Assert.Contains("CFG101", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_key_is_named_with_its_line_and_the_nearest_match_and_the_proxy_starts()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("olla.yaml", "proxy:\n  enjine: olla\ndiscovery:\n  static:\n    endpoints: []\n");

        await using var proxy = RunningProcess.StartDotnet(Repository.OllaDll, ["-c", file, "--listen", "127.0.0.1:0"]);
        await proxy.WaitForAddressAsync();

        var warning = proxy.Output.Split('\n').Single(line => line.Contains("CFG201", StringComparison.Ordinal));
        Assert.Contains("olla.yaml:2:3", warning, StringComparison.Ordinal);
        Assert.Contains("proxy.enjine", warning, StringComparison.Ordinal);
        Assert.Contains("engine", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validation_looks_at_profiles_and_model_rules_too()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "config", "profiles"));
        folder.Write("olla.yaml", "proxy: { max_retries: 2 }\ndiscovery: { static: { endpoints: [{ url: 'http://a:1', type: house-llm }] } }\n");
        folder.Write("config/profiles/house.yaml", "name: house-llm\nrouting: { prefixes: [house] }\n");
        var clean = await RunningProcess.RunDotnetAsync(Repository.OllaDll, ["-c", "olla.yaml", "--validate-config"], folder.Path);
        folder.Write("models.yaml", "model_extraction: [\n");
        folder.Write("config/profiles/broken.yaml", "version: 1\n");
        var broken = await RunningProcess.RunDotnetAsync(Repository.OllaDll, ["-c", "olla.yaml", "--validate-config"], folder.Path);

        Assert.Equal((0, 1), (clean.ExitCode, broken.ExitCode));
        Assert.Contains("[WARN] config.yaml: from olla.yaml", clean.Output, StringComparison.Ordinal);
        Assert.Contains("[OK]   profiles: 13 loaded", clean.Output, StringComparison.Ordinal);
        Assert.Contains("PASS: 1 warning", clean.Output, StringComparison.Ordinal);
        Assert.Contains("[WARN] models.yaml: built in", broken.Output, StringComparison.Ordinal);
        Assert.Contains("models.yaml:", broken.Output, StringComparison.Ordinal);
        Assert.Contains("[WARN] profiles: 13 loaded", broken.Output, StringComparison.Ordinal);
        Assert.Contains("broken.yaml:", broken.Output, StringComparison.Ordinal);
        Assert.Contains("FAIL", broken.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_ends_with_1_and_one_clear_message()
    {
        using var folder = new TemporaryFolder();
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        var port = ((IPEndPoint)taken.LocalEndPoint!).Port;
        var file = folder.Write("olla.yaml",
            $"server:\n  host: 127.0.0.1\n  port: {port}\ndiscovery:\n  static:\n    endpoints: []\n");

        var (code, output) = await RunningProcess.RunDotnetAsync(Repository.OllaDll, ["-c", file]);

        Assert.Equal(1, code);
        Assert.Contains($"{port}", output, StringComparison.Ordinal);
        Assert.Contains("in use", output, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sherpa")]
    [InlineData("olla")]
    public async Task A_backend_that_is_down_gives_one_clear_answer(string engine)
    {
        using var folder = new TemporaryFolder();
        using var closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var nobody = new Uri($"http://127.0.0.1:{((IPEndPoint)closed.LocalEndPoint!).Port}/");
        var file = folder.Write("olla.yaml", OllaProcesses.Configuration(engine, ("gone", "openai-compatible", nobody)));
        var (proxy, address) = await OllaProcesses.StartProxyAsync(file);
        await using var life = proxy;
        using var http = new HttpClient();

        using var request = new StringContent("""{"model":"m","messages":[]}""", null, "application/json");
        using var answer = await http.PostAsync(new Uri(address, "olla/openai/v1/chat/completions"), request);

        Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.NotFound, HttpStatusCode.ServiceUnavailable, HttpStatusCode.BadGateway });
        Assert.NotEmpty(await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("sherpa")]
    [InlineData("olla")]
    public async Task Sigterm_lets_an_open_stream_finish_and_ends_with_0(string engine)
    {
        using var folder = new TemporaryFolder();
        var (mock, backend) = await OllaProcesses.StartMockAsync("--provider", "openai", "--ttft", "5ms", "--itl", "20ms");
        await using var mockLife = mock;
        var file = folder.Write("olla.yaml", OllaProcesses.Configuration(engine, ("only", "openai-compatible", backend)));
        var (proxy, address) = await OllaProcesses.StartProxyAsync(file);
        await using var proxyLife = proxy;
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "olla/openai/v1/chat/completions"));
        request.Content = new StringContent(
            """{"model":"mock-model","messages":[{"role":"user","content":"hi"}],"stream":true,"max_tokens":40}""", null, "application/json");

        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        proxy.Signal(15);
        var body = await answer.Content.ReadAsStringAsync();

        Assert.EndsWith("data: [DONE]\n\n", body, StringComparison.Ordinal);
        Assert.Equal(0, await proxy.WaitForExitAsync());
    }
}
