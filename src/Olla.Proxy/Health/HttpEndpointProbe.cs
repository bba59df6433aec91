using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Olla.Proxy.Health;

/// <summary>Probes over HTTP: one GET of the health URL, tried again at most twice when the network failed.</summary>
internal sealed class HttpEndpointProbe : IEndpointProbe, IDisposable
{
    private const int Tries = 3;
    private const int MostRedirects = 10;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        // Many endpoints may lie behind one gateway: a probe must not wait for another one there.
        MaxConnectionsPerServer = 64,
    });

    private readonly Func<Endpoint, Uri> _healthUrlOf;
    private readonly string _userAgent;
    private readonly TimeProvider _time;

    /// <param name="healthUrlOf">The absolute URL to ask for an endpoint's health.</param>
    /// <param name="userAgent">How the probes name themselves.</param>
    /// <param name="time">Measures latencies and limits tries.</param>
    public HttpEndpointProbe(Func<Endpoint, Uri> healthUrlOf, string userAgent, TimeProvider time) =>
        (_healthUrlOf, _userAgent, _time) = (healthUrlOf, userAgent, time);

    public async Task<ProbeAnswer> ProbeAsync(Endpoint endpoint, CancellationToken cancellation)
    {
        var pause = FirstPause;
        for (var tries = 1; ; tries++)
        {
            var started = _time.GetTimestamp();
            try
            {
                return await AskAsync(endpoint, started, cancellation);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return new ProbeAnswer(0, _time.GetElapsedTime(started), null, string.Create(
                    CultureInfo.InvariantCulture, $"no answer within {endpoint.Options.CheckTimeout.TotalSeconds:0.###}s"));
            }
            catch (HttpRequestException exception)
            {
                if (tries == Tries)
                {
                    return new ProbeAnswer(0, _time.GetElapsedTime(started), null, Describe(exception));
                }
            }

            await Task.Delay(pause, _time, cancellation);
            pause *= 2;
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<ProbeAnswer> AskAsync(Endpoint endpoint, long started, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(endpoint.Options.CheckTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var url = _healthUrlOf(endpoint);
        for (var redirects = 0; ; redirects++)
        {
            using var request = RequestFor(endpoint, url);
            using var response = await _client.SendAsync(request, either.Token);
            if (redirects < MostRedirects && RedirectOf(response, url) is { } next)
            {
                url = next;
                continue;
            }

            // Read to the end, so that the connection can be used again.
            await response.Content.CopyToAsync(Stream.Null, either.Token);
            return new ProbeAnswer((int)response.StatusCode, _time.GetElapsedTime(started), RetryAfterOf(response), null);
        }
    }

    private HttpRequestMessage RequestFor(Endpoint endpoint, Uri url)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        var headers = request.Headers;
        headers.TryAddWithoutValidation("User-Agent", _userAgent);
        headers.TryAddWithoutValidation("Accept", "*/*");
        headers.TryAddWithoutValidation("Cache-Control", "no-cache");

        // Credentials belong to the configured host: a redirect to another one does not get them.
        if (Uri.Compare(url, endpoint.Url, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) != 0
            && url != _healthUrlOf(endpoint))
        {
            return request;
        }

        foreach (var header in endpoint.Options.Headers)
        {
            Set(headers, header.Name, header.Value);
        }

        if (endpoint.Options.AuthHeader is { } auth)
        {
            Set(headers, auth.Name, auth.Value);
        }

        return request;
    }

    private static void Set(System.Net.Http.Headers.HttpRequestHeaders headers, string name, string value)
    {
        headers.Remove(name);
        headers.TryAddWithoutValidation(name, value);
    }

    private static Uri? RedirectOf(HttpResponseMessage response, Uri url) =>
        response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
            or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
        && response.Headers.Location is { } location
            ? new Uri(url, location)
            : null;

    private TimeSpan? RetryAfterOf(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > _time.GetUtcNow() => date - _time.GetUtcNow(),
        _ => null,
    };

    private static string Describe(HttpRequestException exception) => exception.InnerException switch
    {
        SocketException socket => socket.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => "connection refused",
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "host name not found",
            SocketError.HostUnreachable or SocketError.NetworkUnreachable => "host unreachable",
            _ => "network error " + socket.SocketErrorCode,
        },
        AuthenticationException => "TLS handshake failed",
        _ => "no usable answer",
    };
}
