using System.Net;
using System.Net.Http.Headers;

namespace Olla.Proxy.Models.Discovery;

/// <summary>
/// Asks over HTTP. Unlike proxied traffic it honours the environment's proxy settings, because lists may come from hosts that are
/// reached no other way.
/// </summary>
internal sealed class HttpModelListClient : IModelListClient, IDisposable
{
    /// <summary>Bytes; a list of ten thousand models takes about a quarter of it.</summary>
    private const int MaxBody = 10 << 20;

    private readonly HttpMessageInvoker _client;
    private readonly string _userAgent;

    /// <param name="version">Named in the <c>User-Agent</c>.</param>
    public HttpModelListClient(string version)
    {
        _userAgent = "olla-Discovery/" + version;
        _client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = true,
            AutomaticDecompression = DecompressionMethods.All,
            ActivityHeadersPropagator = null,
            MaxConnectionsPerServer = 2,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        });
    }

    public async Task<ModelListAnswer> GetAsync(Endpoint endpoint, Uri url, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("User-Agent", _userAgent);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        foreach (var header in endpoint.Options.Headers)
        {
            Set(request.Headers, header.Name, header.Value);
        }

        if (endpoint.Options.AuthHeader is { } auth)
        {
            Set(request.Headers, auth.Name, auth.Value);
        }

        using var response = await _client.SendAsync(request, cancellation);
        var server = response.Headers.Server.Count > 0 ? response.Headers.Server.ToString() : null;
        string[] names = [.. response.Headers.Select(header => header.Key)];
        var body = response.StatusCode == HttpStatusCode.OK ? await ReadAsync(response.Content, cancellation) : default;
        return new ModelListAnswer((int)response.StatusCode, body, server, names);
    }

    public void Dispose() => _client.Dispose();

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, CancellationToken cancellation)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellation);
        using var body = new MemoryStream();
        var buffer = new byte[64 << 10];
        while (await stream.ReadAsync(buffer, cancellation) is > 0 and var read)
        {
            if (body.Length + read > MaxBody)
            {
                throw new HttpRequestException($"the model list is larger than {MaxBody >> 20} MiB");
            }

            body.Write(buffer, 0, read);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private static void Set(HttpRequestHeaders headers, string name, string value)
    {
        headers.Remove(name);
        headers.TryAddWithoutValidation(name, value);
    }
}
