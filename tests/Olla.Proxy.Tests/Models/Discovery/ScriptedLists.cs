using System.Collections.Concurrent;
using System.Text;
using Olla.Proxy.Models.Discovery;

namespace Olla.Proxy.Tests.Models.Discovery;

/// <summary>Backends that answer from a table of URL to answers; an unlisted URL answers 404.</summary>
internal sealed class ScriptedLists : IModelListClient
{
    private readonly ConcurrentDictionary<string, Func<CancellationToken, Task<ModelListAnswer>>> _answers = new();

    public ConcurrentQueue<string> Asked { get; } = new();

    public ScriptedLists Answer(string url, string body, int status = 200, string? server = null, params string[] headers) =>
        Answer(url, _ => Task.FromResult(new ModelListAnswer(status, Encoding.UTF8.GetBytes(body), server, headers)));

    public ScriptedLists Fail(string url) => Answer(url, _ => throw new HttpRequestException("connection refused"));

    public ScriptedLists Answer(string url, Func<CancellationToken, Task<ModelListAnswer>> answer)
    {
        _answers[url] = answer;
        return this;
    }

    public async Task<ModelListAnswer> GetAsync(Endpoint endpoint, Uri url, CancellationToken cancellation)
    {
        Asked.Enqueue(url.AbsoluteUri);
        return _answers.TryGetValue(url.AbsoluteUri, out var answer) ? await answer(cancellation) : new ModelListAnswer(404, default, null, []);
    }
}
