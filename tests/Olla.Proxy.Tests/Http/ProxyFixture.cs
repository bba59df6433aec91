using System.Text;
using System.Text.Json;
using Olla.Configuration;
using Olla.Proxy.Hosting;

namespace Olla.Proxy.Tests.Http;

/// <summary>A real proxy in this process, listening on a loopback port that the system picked, and a client for it.</summary>
internal sealed class ProxyFixture : IAsyncDisposable
{
    private ProxyFixture(ProxyServer server, RecordingLoggers log)
    {
        Log = log;
        Server = server;
        Url = new Uri(server.Addresses[0]);
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = Url,
            Timeout = TimeSpan.FromSeconds(60),
        };
    }

    public ProxyServer Server { get; }

    /// <summary>What the proxy logged from level information up.</summary>
    public RecordingLoggers Log { get; }
    public Uri Url { get; }
    public HttpClient Client { get; }

    /// <summary>Starts a proxy with exactly these options.</summary>
    public static async Task<ProxyFixture> StartAsync(OllaOptions options, TimeProvider? time = null, string profileFolder = "none")
    {
        var log = new RecordingLoggers();
        var environment = new ProxyEnvironment { Loggers = log, Seed = 1, Time = time ?? TimeProvider.System, ProfileFolder = profileFolder };
        return new(await ProxyServer.StartAsync(options, new ListenAddress("127.0.0.1", 0), environment, CancellationToken.None), log);
    }

    /// <summary>Starts a proxy of one engine before these backends; <paramref name="adjust"/> changes anything else.</summary>
    public static Task<ProxyFixture> StartAsync(
        EngineKind engine, IEnumerable<Backend> backends, Func<OllaOptions, OllaOptions>? adjust = null, string type = "openai-compatible") =>
        StartAsync((adjust ?? (options => options))(OptionsFor(engine, backends.Select(backend => backend.Url), type)));

    /// <summary>Starts a proxy with the engine of a row.</summary>
    public static Task<ProxyFixture> StartAsync(
        EngineRow row, IEnumerable<Backend> backends, Func<OllaOptions, OllaOptions>? adjust = null, string type = "openai-compatible") =>
        StartAsync(EngineKind.Olla, backends, options => (adjust ?? (same => same))(Engines.With(row, options)), type);

    /// <summary>
    /// Options without model discovery and rate limits, with one endpoint per URL named <c>b0</c>, <c>b1</c>, … whose health is at <c>/health</c>.
    /// </summary>
    public static OllaOptions OptionsFor(EngineKind engine, IEnumerable<Uri> backends, string type = "openai-compatible") => new()
    {
        Server = new ServerOptions { RateLimits = new RateLimitOptions { GlobalRequestsPerMinute = 0, PerIpRequestsPerMinute = 0 } },
        Proxy = new ProxyOptions { Engine = engine },
        Discovery = new DiscoveryOptions
        {
            ModelDiscovery = new ModelDiscoveryOptions { Enabled = false },
            Endpoints =
            [
                .. backends.Select((url, index) => new EndpointOptions
                {
                    Url = url,
                    Name = $"b{index}",
                    Type = type,
                    ConfiguredType = type,
                    HealthCheckUrl = "/health",
                }),
            ],
        },
    };

    /// <summary>Posts JSON and returns the answer as soon as its head is there.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, string json, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, json, headers);

    /// <summary>Sends a request, its path exactly as written, and returns the answer as soon as its head is there.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(
            method, new Uri(Url.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>The text of a page of the proxy.</summary>
    public Task<string> GetAsync(string path) => Client.GetStringAsync(new Uri(path, UriKind.Relative));

    /// <summary>Asks a page until <paramref name="holds"/>: what a request changed may show a moment after its answer has ended.</summary>
    public async Task<JsonElement> PageWhenAsync(string path, Func<JsonElement, bool> holds)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (true)
        {
            using var document = JsonDocument.Parse(await GetAsync(path));
            if (holds(document.RootElement))
            {
                return document.RootElement.Clone();
            }

            if (TimeProvider.System.GetElapsedTime(deadline) > TimeSpan.FromSeconds(20))
            {
                throw new InvalidOperationException($"{path} never became what was expected: {document.RootElement}");
            }
        }
    }

    /// <summary>Stops the proxy; fails the test if the proxy logged a fault of its own.</summary>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        if (Log.Faults.Any())
        {
            Assert.Fail(string.Join("\n", Log.Faults));
        }
    }
}
