using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Olla.Perf.Scenarios;

/// <summary>Section <c>tls</c>: whom the clients trust at https addresses.</summary>
internal static class TlsBinder
{
    public static TlsPlan Bind(YamlSection root)
    {
        if (root.Section("tls") is not { } section)
        {
            return new TlsPlan();
        }

        var path = section.Has("ca") ? CompanionFile.Find(section, "ca", "certificate") : null;
        var tls = new TlsPlan { AuthorityFile = section.Text("ca", ""), Insecure = section.Flag("insecure", false) };
        section.RejectUnknown();
        if (tls is { Insecure: true, AuthorityFile.Length: > 0 })
        {
            section.Complain(section.Node("insecure"), "tls.insecure trusts everybody, so that tls.ca would count for nothing; give one of the two");
        }

        return path is null ? tls : tls with { Authorities = Read(section, path) };
    }

    private static X509Certificate2Collection Read(YamlSection section, string path)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPemFile(path);
        }
        catch (CryptographicException)
        {
            // Answered below, as a file without any.
        }

        if (certificates.Count == 0)
        {
            section.Complain(section.Node("ca"), $"tls.ca: {path} holds no certificate; allowed: PEM, beginning with -----BEGIN CERTIFICATE-----");
        }

        return certificates;
    }
}
