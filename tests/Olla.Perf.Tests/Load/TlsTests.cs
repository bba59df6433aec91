using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Olla.LlmApi.Streaming;
using Olla.Perf.Load;
using Olla.Perf.Load.Http;
using Olla.Perf.Scenarios;
using Olla.Perf.Tests.Simulation;
using static Olla.Perf.Tests.Load.Http.StreamBuilder;

namespace Olla.Perf.Tests.Load;

public sealed class TlsTests : IDisposable
{
    private static readonly string[] _answer = [Head + Chunk(Token(0, 1)), Chunk(Token(1, 2)) + Chunk(Done) + LastChunk];
    private readonly X509Certificate2 _certificate = SelfSigned("127.0.0.1");
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _certificate.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("{ca: own.pem}", "127.0.0.1", Outcome.Completed)]
    [InlineData("{insecure: true}", "127.0.0.1", Outcome.Completed)]
    [InlineData("{insecure: true}", "localhost", Outcome.Completed)]
    [InlineData("{insecure: false}", "127.0.0.1", Outcome.Tls)]
    [InlineData("{ca: other.pem}", "127.0.0.1", Outcome.Tls)]
    [InlineData("{ca: own.pem}", "localhost", Outcome.Tls)]
    public async Task An_https_address_is_spoken_to_if_the_scenario_trusts_it(string tls, string host, string outcome)
    {
        _folder.Write("own.pem", _certificate.ExportCertificatePem());
        using var other = SelfSigned("127.0.0.1");
        _folder.Write("other.pem", other.ExportCertificatePem());
        var scenario = ScenarioLoader.Load(_folder.Write(
            "s.yaml", $"name: small\ntls: {tls}\nfleet: {{mocks: [{{name: one}}]}}\nload: {{phases: [{{inject: {{rate: 10, during: 1s}}}}]}}"));
        await using var server = new ScriptedServer(PlayAsync, SecureAsync);
        using var target = HttpTarget.Create("tls", new Uri($"https://{host}:{server.Address.Port}"), tls: scenario.Tls);
        var source = new RequestSource(scenario.Workload, 1, [target]);

        for (var number = 0; number < 2; number++)
        {
            var observation = new RequestObservation(number, 0, EmissionStamp.Now());
            var connection = target.Rent();
            await connection.RunAsync(observation, source.Create(number, 0));
            Assert.Equal((outcome, outcome == Outcome.Completed ? 2 : 0), (observation.Outcome, observation.Events.Length));
            if (connection.CanReuse)
            {
                target.Return(connection);
            }
        }

        Assert.Equal(outcome == Outcome.Completed ? 2 : 0, server.Requests.Count);
        Assert.Equal(outcome == Outcome.Completed ? 1 : 2, server.Connections);
    }

    [Theory]
    [InlineData("{ca: owm.pem}", "tls.ca: there is no certificate at", "did you mean \"own.pem\"?")]
    [InlineData("{ca: s.yaml}", "holds no certificate", "PEM")]
    [InlineData("{ca: own.pem, insecure: true}", "tls.insecure trusts everybody", "give one of the two")]
    public void A_slip_in_whom_to_trust_is_named(string tls, string wrong, string hint)
    {
        _folder.Write("own.pem", _certificate.ExportCertificatePem());
        var file = _folder.Write("s.yaml", $"name: small\ntls: {tls}\nfleet: {{mocks: [{{name: one}}]}}\nload: {{phases: [{{inject: {{rate: 10, during: 1s}}}}]}}");

        var message = Assert.Throws<ScenarioException>(() => ScenarioLoader.Load(file)).Message;

        Assert.Contains(wrong, message, StringComparison.Ordinal);
        Assert.Contains(hint, message, StringComparison.Ordinal);
    }

    private static async Task<bool> PlayAsync(int number, string request, Func<string, Task> write)
    {
        foreach (var piece in _answer)
        {
            await write(piece);
        }

        return true;
    }

    private static X509Certificate2 SelfSigned(string address)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={address}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(address));
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
    }

    private async Task<Stream> SecureAsync(Stream plain)
    {
        var secure = new SslStream(plain);
        await secure.AuthenticateAsServerAsync(_certificate);
        return secure;
    }
}
