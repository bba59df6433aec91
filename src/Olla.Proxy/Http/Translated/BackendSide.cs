using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Olla.Proxy.Http.Translated;

/// <summary>
/// Stands for the client towards an engine: the engine's answer goes to a pipe of ours, and its abort is noted instead of cutting the
/// client off, so that the client can be told what happened.
/// <code>
/// client ◄── answer pipe (translates, or watches) ◄── this ◄── engine ◄── backend
/// </code>
/// </summary>
internal sealed class BackendSide(HttpContext client, PipeWriter answer) : IHttpResponseBodyFeature, IHttpRequestLifetimeFeature
{
    public Stream Stream => answer.AsStream();

    public PipeWriter Writer => answer;

    public CancellationToken RequestAborted
    {
        get => client.RequestAborted;
        set => throw new NotSupportedException("The client's connection ends by itself.");
    }

    /// <summary>Whether the engine found that the answer broke after it had begun.</summary>
    public bool IsAborted { get; private set; }

    /// <summary>
    /// A context whose request is the client's with other fields where <paramref name="fields"/> are given, whose response head is
    /// <paramref name="head"/>, and whose body and end come here.
    /// </summary>
    public HttpContext Context(IHttpResponseFeature head, IHeaderDictionary? fields = null)
    {
        var features = new FeatureCollection(client.Features);
        if (fields is not null)
        {
            var request = client.Request;
            features.Set<IHttpRequestFeature>(new HttpRequestFeature
            {
                Method = request.Method,
                Scheme = request.Scheme,
                Protocol = request.Protocol,
                Headers = fields,
            });
        }

        features.Set(head);
        features.Set<IHttpResponseBodyFeature>(this);
        features.Set<IHttpRequestLifetimeFeature>(this);
        return new DefaultHttpContext(features);
    }

    public void Abort() => IsAborted = true;

    public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task CompleteAsync() => Task.CompletedTask;

    public void DisableBuffering()
    {
        // Nothing is buffered that the engine flushed.
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Engines relay; they send no files.");
}
