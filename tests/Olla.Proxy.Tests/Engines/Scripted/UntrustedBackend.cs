using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Olla.Proxy.Tests.Engines.Scripted;

/// <summary>A backend behind TLS whose certificate is its own work and made out to somebody else.</summary>
internal sealed class UntrustedBackend : IAsyncDisposable
{
    private readonly X509Certificate2 _certificate;
    private readonly ScriptedBackend _backend;

    public UntrustedBackend()
    {
        using var key = RSA.Create(2048);
        _certificate = new CertificateRequest("CN=other.test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2046, 1, 1, 0, 0, 0, TimeSpan.Zero));
        _backend = new ScriptedBackend(ServeAsync);
    }

    public Uri Url => new("https://127.0.0.1:" + _backend.Url.Port);

    public async ValueTask DisposeAsync()
    {
        await _backend.DisposeAsync();
        _certificate.Dispose();
    }

    private async Task ServeAsync(ScriptedConnection connection)
    {
        await using var tls = new SslStream(new NetworkStream(connection.Socket));
        try
        {
            await tls.AuthenticateAsServerAsync(_certificate);
            _ = await tls.ReadAsync(new byte[1]);
        }
        catch (Exception error) when (error is IOException or AuthenticationException)
        {
            // The proxy refuses the certificate, as it must.
        }
    }
}
