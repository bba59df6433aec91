using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Olla.Perf.Scenarios;

namespace Olla.Perf.Load.Http;

/// <summary>How the clients tell that a TLS server is the one they asked for.</summary>
internal static class ServerTrust
{
    /// <param name="host">Name that the certificate must carry.</param>
    public static SslClientAuthenticationOptions Of(string host, TlsPlan plan) => new()
    {
        TargetHost = host,
        // The clients speak HTTP/1.1 alone.
        ApplicationProtocols = [SslApplicationProtocol.Http11],
#pragma warning disable CA5359 // A person asked for it by that name, for a server of their own.
        RemoteCertificateValidationCallback = plan.Insecure ? (_, _, _, _) => true : null,
#pragma warning restore CA5359
        CertificateChainPolicy = plan.Authorities.Count == 0 ? null : Chain(plan.Authorities),
    };

    private static X509ChainPolicy Chain(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }
}
