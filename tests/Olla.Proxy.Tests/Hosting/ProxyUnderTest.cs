using System.Diagnostics;

namespace Olla.Proxy.Tests.Hosting;

/// <summary>
/// The real executable in a process of its own, with a configuration file that a test may change. With <c>OLLA_BINARY</c> it is that
/// file, such as the native one that <c>./run.sh publish</c> makes, so that the same tests hold for it.
/// </summary>
internal sealed class ProxyUnderTest : IAsyncDisposable
{
    private const string Announcement = "listening on ";
    private static readonly string? Binary = Environment.GetEnvironmentVariable("OLLA_BINARY");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private readonly Task<string> _errors;

    private ProxyUnderTest(Process process, DirectoryInfo folder)
    {
        (_process, _folder) = (process, folder);
        _errors = process.StandardError.ReadToEndAsync();
    }

    public string File => Path.Combine(_folder.FullName, "config.yaml");

    /// <summary>Where it listens; null if it ended without listening.</summary>
    public Uri? Url { get; private set; }

    public HttpClient Client { get; } = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Patience };

    public int Id => _process.Id;

    /// <summary>Processor time used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts it and waits until it listens or has ended.</summary>
    public static Task<ProxyUnderTest> StartAsync(string yaml, params string[] arguments) => StartAsync(yaml, new Dictionary<string, string>(), null, arguments);

    /// <summary>Starts it with variables of its environment and, on systems that know it, a limit on open files.</summary>
    public static async Task<ProxyUnderTest> StartAsync(
        string yaml, IReadOnlyDictionary<string, string> environment, int? openFiles, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("olla-test-");
        var file = Path.Combine(folder.FullName, "config.yaml");
        await System.IO.File.WriteAllTextAsync(file, yaml);
        string[] command =
        [
            .. openFiles is null ? [] : (string[])["sh", "-c", $"ulimit -n {openFiles} && exec \"$@\"", "sh"],
            .. Binary is null ? (string[])["dotnet", Path.Combine(AppContext.BaseDirectory, "olla.dll")] : [Binary],
            .. arguments.Length > 0 ? arguments : ["-c", file, "--listen", "127.0.0.1:0"],
        ];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var started = new ProxyUnderTest(Process.Start(start)!, folder);
        var first = arguments.Length == 2 && arguments[0] == "-c" ? null : await started.ReadLineAsync();
        if (first?.StartsWith(Announcement, StringComparison.Ordinal) == true)
        {
            started.Url = new Uri(first[Announcement.Length..]);
        }

        return started;
    }

    /// <summary>The next line of its output; null at the end.</summary>
    public async Task<string?> ReadLineAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        return await _process.StandardOutput.ReadLineAsync(limit.Token);
    }

    /// <summary>Reads its output up to a line that contains <paramref name="text"/>.</summary>
    public async Task<string> ReadUntilAsync(string text)
    {
        while (await ReadLineAsync() is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"The proxy ended without \"{text}\": {await _errors}");
    }

    /// <summary>What is left of its output, to its end.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        return await _process.StandardOutput.ReadToEndAsync(limit.Token);
    }

    /// <summary>Sends a signal by its name, such as <c>TERM</c>.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>
    /// Sends what Ctrl+C sends. A shell lets its background jobs ignore that, and a child inherits it: there SIGTERM asks for the same.
    /// </summary>
    public Task InterruptAsync()
    {
        const string Field = "SigIgn:";
        var status = $"/proc/{_process.Id}/status";
        var mask = System.IO.File.Exists(status) ? System.IO.File.ReadLines(status).FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal)) : null;
        return SignalAsync(mask is not null && (Convert.ToUInt64(mask[Field.Length..].Trim(), 16) & 2) != 0 ? "TERM" : "INT");
    }

    /// <summary>Waits for its end; the exit code and everything it wrote to stderr.</summary>
    public async Task<(int Code, string Errors)> EndAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        _ = _process.StandardOutput.ReadToEndAsync(limit.Token);
        await _process.WaitForExitAsync(limit.Token);
        return (_process.ExitCode, await _errors);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
