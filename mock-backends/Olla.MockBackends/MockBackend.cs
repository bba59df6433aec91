using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Olla.MockBackends.Hosting;
using Olla.MockBackends.Mappings;
using Olla.MockBackends.Model;
using Olla.MockBackends.Statistics;
using Olla.MockBackends.Streaming;
using WireMock.Server;
using WireMock.Settings;

namespace Olla.MockBackends;

/// <summary>One simulated LLM backend: a WireMock.Net server whose marked answers are generated token by token.</summary>
internal sealed class MockBackend : IDisposable
{
    private readonly ConcurrentDictionary<string, LlmSettings> _settings = new(StringComparer.Ordinal);
    private readonly MockBackendOptions _options;
    private readonly WireMockServer? _server;
    private RenamedMappings? _renamed;
    private long _requests;

    private MockBackend(MockBackendOptions options, Pacer pacer)
    {
        _options = options;
        Pacer = pacer;
        Control = new BackendControl(this);
        Decisions = new DecisionMemory(() => _server?.MappingModels ?? [], options is { Journal: 0, Watch: false });
        _server = WireMockServer.Start(ServerSettings());
    }

    public string Name => _options.Name;

    /// <summary>Where it listens.</summary>
    public Uri Url => new($"http://127.0.0.1:{Server.Port}");

    /// <summary>Names of its models, at least one.</summary>
    public IReadOnlyList<string> Models => _options.Models;

    public BackendStatistics Statistics { get; } = new();

    public SlotPool Slots { get; } = new();

    public FaultChoice Faults { get; } = new();

    public PrefixCache Cache { get; } = new();

    public PrefillLine Prefill { get; } = new();

    public LoadedModels LoadedModels { get; } = new();

    public RequestAllowance Allowance { get; } = new();

    public Pacer Pacer { get; }

    public TimeProvider Time { get; } = TimeProvider.System;

    /// <summary>Answers <c>/__mock/…</c>.</summary>
    public BackendControl Control { get; }

    /// <summary>What WireMock.Net decided before, where it would decide the same again.</summary>
    public DecisionMemory Decisions { get; }

    /// <summary>The WireMock.Net server behind it.</summary>
    public WireMockServer Server => _server!;

    /// <summary>Starts a backend; it listens when this returns.</summary>
    /// <exception cref="MappingException">A mapping file is not right.</exception>
    /// <exception cref="IOException">The port is in use.</exception>
    public static MockBackend Start(MockBackendOptions options, Pacer pacer)
    {
        MappingText.Check(options.MappingsFolder);
        var backend = new MockBackend(options, pacer);
        try
        {
            backend.Server.ReadStaticMappings(options.MappingsFolder);
            foreach (var file in options.ImportFolder is { } imported ? WireMockOrgFiles.In(imported) : [])
            {
                WireMockOrgFiles.Read(File.ReadAllText(file), file);
                backend.Server.ReadStaticWireMockOrgMappingAndAddOrUpdate(file);
            }

            if (options.Watch)
            {
                backend.Server.WatchStaticMappings(options.MappingsFolder);
                backend._renamed = new RenamedMappings(options.MappingsFolder, backend.Server, backend.Decisions.Forget);
            }

            return backend;
        }
        catch
        {
            backend.Dispose();
            throw;
        }
    }

    /// <summary>What holds for a mapping's section: command line, then mapping, then defaults.</summary>
    public LlmSettings Settings(string section) =>
        _settings.GetOrAdd(section, static (text, options) => options.Settings.Or(LlmSettingsParser.Parse(text)).Complete(), _options);

    /// <summary>Numbers a request, from 1.</summary>
    public long NextRequest() => Interlocked.Increment(ref _requests);

    /// <summary>Forgets statistics, journal, caches and scenario states, and begins random draws and fault schedules anew.</summary>
    public void Reset()
    {
        Volatile.Write(ref _requests, 0);
        Statistics.Reset();
        Faults.Reset();
        Cache.Clear();
        Prefill.Clear();
        LoadedModels.Clear();
        Allowance.Clear();
        Server.ResetLogEntries();
        Server.ResetScenarios();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _renamed?.Dispose();
        Server.Stop();
        Server.Dispose();
    }

    private WireMockServerSettings ServerSettings() => new()
    {
        Urls = [$"http://127.0.0.1:{_options.Port}"],
        StartAdminInterface = _options.Admin,
        MaxRequestLogCount = _options.Journal,
        WatchStaticMappingsInSubdirectories = true,
        FileSystemHandler = new MappingFiles(_options.MappingsFolder, _options.ImportFolder, Decisions.Forget),
        HandlebarsRegistrationCallback = (handlebars, _) => TemplateFunctions.Register(handlebars, Models),
        PreWireMockMiddlewareInit = builder => ((IApplicationBuilder)builder).Use(next =>
        {
            var middleware = new LlmMiddleware(this);
            return context => middleware.InvokeAsync(context, next);
        }),
        AdditionalServiceRegistration = services =>
        {
            Configure(services);
            if (Refusals.OfFaults(_options.Settings.Faults ?? []) is { } refusals)
            {
                services.AddSingleton<IConnectionListenerFactory>(provider => new RefusingTransport(
                    new SocketTransportFactory(provider.GetRequiredService<IOptions<SocketTransportOptions>>(), provider.GetRequiredService<ILoggerFactory>()),
                    refusals, Time));
            }
        },
    };

    private static void Configure(IServiceCollection services)
    {
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MaxConcurrentConnections = null;
        });

        // A flush then writes to the socket on the flushing thread: between a stamp and its bytes on the wire lies no queue.
        services.Configure<SocketTransportOptions>(transport => transport.UnsafePreferInlineScheduling = true);
    }
}
