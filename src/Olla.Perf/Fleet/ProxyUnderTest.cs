using Olla.LlmApi;
using Olla.Perf.Load.Http;
using Olla.Perf.Scenarios;

namespace Olla.Perf.Fleet;

/// <summary>The proxy of one trial: a fresh process of ours, or a foreign one. None at all is the direct leg.</summary>
internal sealed class ProxyUnderTest : IAsyncDisposable
{
    private const string ProxyPath = "/olla/proxy";

    /// <summary>Where the clients of the Messages API find it.</summary>
    private static readonly Dictionary<Dialect, string> _dialectPaths = new() { [Dialect.AnthropicMessages] = "/olla/anthropic" };

    private readonly ManagedProcess? _process;
    private readonly string? _configurationFile;

    private ProxyUnderTest(HttpTarget target, ManagedProcess? process, int processId, string? configurationFile)
    {
        Target = target;
        _process = process;
        ProcessId = processId;
        _configurationFile = configurationFile;
    }

    public HttpTarget Target { get; }

    /// <summary>Whose resources count; 0 if nobody's can be read.</summary>
    public int ProcessId { get; }

    /// <summary>What the process wrote last; empty if it is not ours.</summary>
    public string LastLines => _process?.LastLines ?? "";

    public bool HasExited => _process is { HasExited: true };

    /// <summary>Starts our proxy with a configuration.</summary>
    /// <exception cref="FleetException">It did not start; the message holds what it wrote.</exception>
    public static async Task<ProxyUnderTest> StartAsync(
        string name, string configuration, FleetOptions options, string folder, TimeProvider time, CancellationToken cancellation)
    {
        ProgramLocation program;
        try
        {
            program = options.Proxy ?? ProgramLocation.Find("olla", Path.Combine("src", "Olla.Proxy"));
        }
        catch (FileNotFoundException exception)
        {
            throw new FleetException(exception.Message, exception);
        }

        var file = Path.Combine(folder, $"{name}.yaml");
        await File.WriteAllTextAsync(file, configuration, cancellation);
        var process = ManagedProcess.Start("the proxy", program, ["-c", file, "--listen", "127.0.0.1:0"], time, folder);
        try
        {
            var address = await process.WaitUntilListeningAsync(options.StartPatience, cancellation);
            return new ProxyUnderTest(HttpTarget.Create("proxy", address, ProxyPath, dialectPrefixes: _dialectPaths), process, process.Id, file);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a foreign proxy by its command, or takes it as it runs.</summary>
    public static ProxyUnderTest StartForeign(ForeignProxy foreign, TlsPlan tls, TimeProvider time)
    {
        var target = HttpTarget.Create("proxy", foreign.Address, tls: tls);
        if (foreign.Command.Count == 0)
        {
            return new ProxyUnderTest(target, null, foreign.ProcessId, null);
        }

        var process = ManagedProcess.Start("the proxy", ProgramLocation.FromFile(foreign.Command[0]), foreign.Command.Skip(1), time);
        return new ProxyUnderTest(target, process, foreign.ProcessId > 0 ? foreign.ProcessId : process.Id, null);
    }

    public async ValueTask DisposeAsync()
    {
        Target.Dispose();
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        if (_configurationFile is not null)
        {
            File.Delete(_configurationFile);
        }
    }
}
