using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Olla.Configuration;
using Olla.Configuration.Writing;
using Olla.Proxy.Tests.Http;

namespace Olla.Proxy.Tests.Keys;

/// <summary>One run of a probe: two backends, a file with the keys in question, and the proxy that is started from it.</summary>
internal sealed class KeyRun : IAsyncDisposable
{
    private readonly Dictionary<string, string> _entries = new(StringComparer.Ordinal);
    private readonly KeyEffect _effect;
    private readonly List<Backend> _backends = [];
    private ProxyFixture? _proxy;

    private KeyRun(KeyEffect effect, bool isChanged) => (_effect, IsChanged) = (effect, isChanged);

    /// <summary>Whether the key is written.</summary>
    public bool IsChanged { get; }

    /// <summary>Completed by a probe to let a backend go on; completed at the end in any case.</summary>
    public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completed when a backend's handler has begun with a request.</summary>
    public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Time of the proxy, if a probe wants to let it pass.</summary>
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public ProxyFixture Proxy => _proxy!;

    public Backend B0 => _backends[0];

    public Backend B1 => _backends[1];

    /// <summary>What both backends answer; set before <see cref="StartAsync"/>.</summary>
    public RequestDelegate Answer { get; set; } = context => WriteAsync(context, "application/json", "{}");

    public static async Task<KeyRun> PrepareAsync(KeyEffect effect, bool isChanged)
    {
        var run = new KeyRun(effect, isChanged);
        for (var index = 0; index < 2; index++)
        {
            run._backends.Add(await Backend.StartAsync(context => run.Answer(context)));
        }

        return run;
    }

    /// <summary>Starts the proxy with <paramref name="endpoints"/> endpoints, one a backend.</summary>
    public async Task StartAsync(int endpoints = 1, TimeProvider? time = null, params string[] with)
    {
        Write("server.rate_limits.global_requests_per_minute: 0", "server.rate_limits.per_ip_requests_per_minute: 0", "discovery.model_discovery.enabled: false");
        for (var index = 0; index < endpoints; index++)
        {
            Write($"endpoints[{index}].url: {_backends[index].Url}", $"endpoints[{index}].name: b{index}",
                $"endpoints[{index}].type: openai-compatible", $"endpoints[{index}].health_check_url: /health");
        }

        Write(_effect.With);
        Write(with);
        if (IsChanged)
        {
            Write($"{_effect.Key}: {_effect.Value}");
        }

        var yaml = ConfigurationWriter.ToText(_entries.Where(entry => entry.Value != "~").Select(entry => new ConfigurationEntry(entry.Key, entry.Value)));
        var loaded = ConfigurationLoader.Load(ConfigurationRequest.ForText("key.yaml", yaml));
        Assert.False(loaded.HasErrors, $"{string.Join("; ", loaded.Diagnostics)}\n{yaml}");
        _proxy = await ProxyFixture.StartAsync(loaded.Options, time);
    }

    /// <summary>Posts JSON to an OpenAI route and gives status and body.</summary>
    public async Task<string> PostAsync(string json = "{}", string path = "/olla/openai/v1/completions", params (string Name, string Value)[] headers)
    {
        using var response = await Proxy.PostAsync(path, json, headers);
        return $"{(int)response.StatusCode}";
    }

    /// <summary>Posts JSON and gives a header of the answer; a hyphen where it has none.</summary>
    public async Task<string> HeaderOfAsync(string header, string json = "{}", params (string Name, string Value)[] headers)
    {
        using var response = await Proxy.PostAsync("/olla/openai/v1/completions", json, headers);
        _ = await response.Content.ReadAsByteArrayAsync();
        return response.Headers.TryGetValues(header, out var values) ? string.Join(",", values) : "-";
    }

    /// <summary>A header of the last request that the first backend got; a hyphen where it had none.</summary>
    public string ReceivedHeader(string name) => B0.Received.Last().Headers.GetValueOrDefault(name, "-");

    /// <summary>Waits until something holds that other threads bring about.</summary>
    public static async Task UntilAsync(Func<bool> holds)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(30), "It never came to hold.");
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }

    /// <summary>Lets time of the proxy pass in twenty steps, or until something holds, so that what is still on its way finds its timer.</summary>
    public async Task PassAsync(TimeSpan total, Func<bool> holds)
    {
        for (var step = 0; step < 20 && !holds(); step++)
        {
            Time.Advance(total / 20);
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }

    /// <summary>Opens a connection to the proxy and sends bytes.</summary>
    public async Task<NetworkStream> ConnectAsync(string bytes)
    {
        var client = new TcpClient();
        await client.ConnectAsync(Proxy.Url.Host, Proxy.Url.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(bytes));
        return stream;
    }

    /// <summary>Reads up to the end of the connection, clean or not.</summary>
    public static async Task<string> ReadToEndAsync(Stream stream)
    {
        using var all = new MemoryStream();
        try
        {
            await stream.CopyToAsync(all);
        }
        catch (IOException)
        {
            // Cut off: what came before counts.
        }

        return Encoding.ASCII.GetString(all.ToArray());
    }

    public static Task WriteAsync(HttpContext context, string contentType, string body)
    {
        context.Response.ContentType = contentType;
        return context.Response.WriteAsync(body);
    }

    /// <summary>An OpenAI list of models.</summary>
    public static Task ListAsync(HttpContext context, params string[] models) => WriteAsync(
        context, "application/json", $$"""{"object":"list","data":[{{string.Join(',', models.Select(model => $$"""{"id":"{{model}}","object":"model"}"""))}}]}""");

    public async ValueTask DisposeAsync()
    {
        Released.TrySetResult();
        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
        }

        foreach (var backend in _backends)
        {
            await backend.DisposeAsync();
        }
    }

    private void Write(params string[] lines)
    {
        foreach (var line in lines)
        {
            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            _entries[KeyEffect.FullPath(line[..colon])] = line[(colon + 2)..]
                .Replace("{b0}", B0.Url.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal).Replace("{b1}", B1.Url.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal);
        }
    }
}
