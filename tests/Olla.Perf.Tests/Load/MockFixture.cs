using Olla.MockBackends;
using Olla.MockBackends.Hosting;
using Olla.MockBackends.Model;
using Olla.MockBackends.Streaming;

namespace Olla.Perf.Tests.Load;

/// <summary>A mock backend in this process, on a port of its own, that answers at once.</summary>
public sealed class MockFixture : IDisposable
{
    private readonly Pacer _pacer = new();
    private readonly MockBackend _backend;

    public MockFixture() : this("openai")
    {
    }

    internal MockFixture(string provider) => _backend = MockBackend.Start(
        new MockBackendOptions
        {
            MappingsFolder = Path.Combine(AppContext.BaseDirectory, "mappings", provider),
            Settings = LlmSettingsParser.Parse("timeToFirstToken=1ms; interTokenTime=2ms"),
        },
        _pacer);

    public Uri Address => _backend.Url;

    public void Dispose()
    {
        _backend.Dispose();
        _pacer.Dispose();
    }
}
