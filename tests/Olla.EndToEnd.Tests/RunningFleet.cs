using System.Net.Sockets;
using System.Text;
using Olla.EndToEnd.Tests.Processes;

namespace Olla.EndToEnd.Tests;

/// <summary>A proxy with a mock of each provider behind it.</summary>
internal sealed class RunningFleet(RunningProcess proxy, TemporaryFolder folder, HttpClient http) : IAsyncDisposable
{
    /// <summary>Stands for a body above <c>max_body_size</c>.</summary>
    public const string Big = "(200 KB)";

    /// <summary>Stands for the same without a length.</summary>
    public const string Chunked = "(200 KB in chunks)";

    /// <summary>Stands for a body above the limit of the Messages API alone.</summary>
    public const string Mid = "(60 KB)";

    private const string Unlimited = "  rate_limits: { per_ip_requests_per_minute: 0, global_requests_per_minute: 0 }";

    /// <summary>Starts a proxy.</summary>
    /// <param name="engine">Its name, with further keys of section <c>proxy</c> behind a comma.</param>
    /// <param name="mocks">The backends.</param>
    /// <param name="server">Lines of section <c>server</c>.</param>
    /// <param name="rest">Further sections.</param>
    /// <param name="headWait">How long a backend may take for its head.</param>
    public static async Task<RunningFleet> StartAsync(
        string engine, MockPair mocks, string server = "", string rest = "", string headWait = "2s")
    {
        var folder = new TemporaryFolder();
        var limits = server.Contains("rate_limits", StringComparison.Ordinal) ? "" : Unlimited;
        var file = folder.Write("olla.yaml", $$"""
            server:
            {{limits}}
            {{server}}
              request_limits: { max_body_size: 100KB, max_header_size: 8KB }
            proxy: { engine: {{engine}}, response_header_timeout: {{headWait}} }
            translators: { anthropic: { max_message_size: 50000 } }
            {{rest}}
            discovery:
              static:
                endpoints:
                  - { url: "{{mocks.OpenAi}}", name: gpu, type: openai-compatible, check_interval: 60s, check_timeout: 30s }
                  - { url: "{{mocks.Ollama}}", name: box, type: ollama, check_interval: 60s, check_timeout: 30s }
            """);
        var (proxy, address) = await OllaProcesses.StartProxyAsync(file);
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = address };
        return new RunningFleet(proxy, folder, http);
    }

    /// <summary>Asks and returns the answer with its head; a query of capitals asks for a long head or a foreign host name.</summary>
    public async Task<HttpResponseMessage> AskAsync(string method, string path, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(
            http.BaseAddress!.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        switch (path.Split('?')[^1])
        {
            case "BIGHEAD":
                request.Headers.Add("X-Long", new string('x', 9000));
                break;
            case "HUGEHEAD":
                request.Headers.Add("X-Long", new string('x', 30_000));
                break;
            case "FOREIGN":
                request.Headers.Host = "dashboard.evil.test";
                break;
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        if (body.Length > 0)
        {
            request.Content = new StringContent(
                body switch { Big or Chunked => new string(' ', 200_000), Mid => new string(' ', 60_000), _ => body }, Encoding.UTF8, "application/json");
            request.Headers.TransferEncodingChunked = body == Chunked;
        }

        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Sends bytes and returns everything up to the end of the connection, clean or not.</summary>
    public async Task<string> TalkAsync(string bytes)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(http.BaseAddress!.Host, http.BaseAddress.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(bytes));
        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer);
        }
        catch (IOException)
        {
            // A connection whose request never ended may be closed hard after its answer.
        }

        return Encoding.ASCII.GetString(answer.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await proxy.DisposeAsync();
        folder.Dispose();
    }
}
