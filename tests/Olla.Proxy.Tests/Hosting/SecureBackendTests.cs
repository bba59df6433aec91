using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Olla.Proxy.Tests.Hosting;

/// <summary>Backends behind TLS, whichever HTTP they offer; the process trusts their certificate by its environment.</summary>
public sealed class SecureBackendTests
{
    [Theory]
    [InlineData("sherpa", HttpProtocols.Http1AndHttp2, "HTTP/1.1")]
    [InlineData("sherpa", HttpProtocols.Http1, "HTTP/1.1")]
    [InlineData("olla", HttpProtocols.Http1AndHttp2, "HTTP/2")]
    [InlineData("olla", HttpProtocols.Http1, "HTTP/1.1")]
    public async Task A_stream_comes_whole_over_the_best_protocol_that_engine_and_backend_share(string engine, HttpProtocols offered, string expected)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var certificate = SelfSigned();
        await using var backend = await StartAsync(certificate, offered);
        var folder = Directory.CreateTempSubdirectory("olla-trust-");
        var trusted = Path.Combine(folder.FullName, "trusted.pem");
        await File.WriteAllTextAsync(trusted, certificate.ExportCertificatePem());
        var url = backend.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        var yaml = $$"""
            proxy: {engine: {{engine}}}
            discovery:
              model_discovery: {enabled: false}
              static: {endpoints: [{url: "{{url}}", name: b0, type: openai-compatible, health_check_url: /health, check_timeout: 30s, check_interval: 60s} ] }

            """;

        await using (var proxy = await ProxyUnderTest.StartAsync(yaml, new Dictionary<string, string> { ["SSL_CERT_FILE"] = trusted }, openFiles: null))
        {
            for (var i = 0; i < 2; i++)
            {
                using var content = new StringContent("""{"stream":true}""", System.Text.Encoding.UTF8, "application/json");
                using var answer = await proxy.Client.PostAsync(new Uri(proxy.Url!, "/olla/openai/v1/chat/completions"), content);
                Assert.Equal(expected + ":0;1;2;3;4;5;6;7;8;9;", await answer.Content.ReadAsStringAsync());
            }
        }

        folder.Delete(recursive: true);
    }

    private static async Task<WebApplication> StartAsync(X509Certificate2 certificate, HttpProtocols protocols)
    {
        var builder = WebApplication.CreateSlimBuilder();
        _ = builder.Logging.ClearProviders();
        _ = builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = protocols;
            _ = listen.UseHttps(certificate);
        }));
        var application = builder.Build();
        application.Run(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync(context.Request.Protocol + ":");
            for (var i = 0; i < 10; i++)
            {
                await context.Response.WriteAsync(i + ";");
                await context.Response.Body.FlushAsync();
            }
        });
        await application.StartAsync();
        return application;
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2046, 1, 1, 0, 0, 0, TimeSpan.Zero));
        // A key that was only just made cannot serve TLS on every platform; one that was loaded can.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
