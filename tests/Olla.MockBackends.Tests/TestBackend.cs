using System.Text;
using Olla.LlmApi;
using Olla.LlmApi.Streaming;
using Olla.MockBackends.Hosting;
using Olla.MockBackends.Model;
using Olla.MockBackends.Streaming;

namespace Olla.MockBackends.Tests;

/// <summary>A backend of its own for one test, with a client for it.</summary>
internal sealed class TestBackend : IDisposable
{
    private readonly Pacer _pacer = new();

    public TestBackend(string provider = "openai", string settings = "timeToFirstToken=0; interTokenTime=0", string? folder = null, string[]? models = null, bool isTolerant = true)
    {
        Backend = MockBackend.Start(
            new MockBackendOptions
            {
                MappingsFolder = folder ?? Path.Combine(AppContext.BaseDirectory, "mappings", provider),
                Settings = LlmSettingsParser.Parse((isTolerant ? "unknownModel=answer; " : "") + settings),
                Models = models ?? ["mock-model"],
            },
            _pacer);
        Client = new HttpClient { BaseAddress = Backend.Url, Timeout = TimeSpan.FromSeconds(30) };
    }

    public MockBackend Backend { get; }

    public HttpClient Client { get; }

    public static string Body(Dialect dialect, string more = "") =>
        dialect switch
        {
            Dialect.OpenAiChat or Dialect.OllamaChat or Dialect.AnthropicMessages => $$"""{"model":"m1","messages":[{"role":"user","content":"Say something."}]{{more}}}""",
            Dialect.OpenAiResponses => $$"""{"model":"m1","input":"Say something."{{more}}}""",
            _ => $$"""{"model":"m1","prompt":"Say something."{{more}}}""",
        };

    public async Task<HttpResponseMessage> PostAsync(string path, string body, HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        return await Client.SendAsync(request, completion);
    }

    public async Task<List<string>> StreamAsync(Dialect dialect, string more = "")
    {
        using var response = await PostAsync(dialect.Path(), Body(dialect, ",\"stream\":true" + more));
        response.EnsureSuccessStatusCode();
        Assert.Equal(dialect.StreamContentType(), response.Content.Headers.ContentType!.ToString());
        return Split(dialect, await response.Content.ReadAsByteArrayAsync());
    }

    public static List<string> Split(Dialect dialect, ReadOnlySpan<byte> body)
    {
        var events = new List<string>();
        if (dialect.UsesEventStream())
        {
            var splitter = new EventStreamSplitter();
            while (splitter.TryRead(ref body, out var streamEvent))
            {
                events.Add(Encoding.UTF8.GetString(streamEvent.Data));
            }
        }
        else
        {
            var splitter = new LineSplitter();
            while (splitter.TryRead(ref body, out var line))
            {
                events.Add(Encoding.UTF8.GetString(line));
            }
        }

        return events;
    }

    public void Dispose()
    {
        Client.Dispose();
        Backend.Dispose();
        _pacer.Dispose();
    }
}
