using Microsoft.AspNetCore.Http.Features;

namespace Olla.Proxy.Http.Translated;

/// <summary>The head of a backend's answer, as an engine would have sent it to the client; the client gets little of it.</summary>
internal sealed class TranslatedHead
{
    private const string OwnPrefix = "X-Olla-";

    /// <summary>Fields by which a client's library decides whether and when to try again.</summary>
    private static readonly string[] RetryFields = ["Retry-After", "retry-after-ms", "x-should-retry"];

    /// <summary>Where the engine writes it.</summary>
    public IHttpResponseFeature Feature { get; } = new HttpResponseFeature();

    public int Status => Feature.StatusCode;

    /// <summary>The encoding of the body, or empty.</summary>
    public string ContentEncoding => Feature.Headers.ContentEncoding.ToString();

    /// <summary>Whether the body is a stream of events that can be read as it comes.</summary>
    public bool IsPlainEventStream => Status == StatusCodes.Status200OK && WholeAnswer.IsPlain(ContentEncoding)
        && Feature.Headers.ContentType.ToString().StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase);

    /// <summary>Gives the client what concerns it.</summary>
    public void CopyTo(HttpResponse response)
    {
        foreach (var (name, values) in Feature.Headers)
        {
            if (name.StartsWith(OwnPrefix, StringComparison.OrdinalIgnoreCase) || RetryFields.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                response.Headers[name] = values;
            }
        }
    }
}
