using System.Net.Http.Headers;
using Olla.Proxy.Engines.Headers;

namespace Olla.Proxy.Engines.Sherpa;

/// <summary>Puts fields on a request of the framework's client, unchecked: they were checked when the client's request was read.</summary>
internal readonly struct RequestFields(HttpRequestMessage request) : IHeaderSink
{
    private readonly HttpRequestHeaders _fields = request.Headers;

    public void Add(string name, string value)
    {
        // The framework keeps fields that describe a body with the body.
        if (!_fields.TryAddWithoutValidation(name, value))
        {
            _ = request.Content?.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
