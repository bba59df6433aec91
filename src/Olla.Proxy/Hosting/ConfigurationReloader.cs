using System.Security.Cryptography;
using Olla.Configuration;
using Olla.Configuration.Diagnostics;
using Olla.Proxy.Hosting.Logging;

namespace Olla.Proxy.Hosting;

/// <summary>
/// Reads the configuration again when asked to and when its file has changed. What has errors is refused whole, with its findings in the
/// log, and the old configuration stays in force.
/// </summary>
internal sealed class ConfigurationReloader : IAsyncDisposable
{
    /// <summary>How often the file is looked at. A look is cheap, and sees files that are replaced or behind a link as well.</summary>
    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ConfigurationSource _source;
    private readonly ProxyServer _server;
    private readonly ProxyLogging _logging;
    private readonly ILogger _log;
    private readonly string? _file;
    private readonly ITimer? _timer;
    private FileState _seen;

    public ConfigurationReloader(ConfigurationSource source, string? file, ProxyServer server, ProxyLogging logging, TimeProvider time)
    {
        (_source, _file, _server, _logging) = (source, file, server, logging);
        _log = logging.CreateLogger("Olla.Proxy.Hosting.ConfigurationReloader");
        if (file is not null)
        {
            _seen = FileState.Of(file);
            _timer = time.CreateTimer(_ => Look(), null, LookPeriod, LookPeriod);
        }
    }

    /// <summary>Reads the configuration again, in the background.</summary>
    public void Request() => _ = ReloadAsync();

    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
        {
            await _timer.DisposeAsync();
        }

        await _stopping.CancelAsync();
        await _gate.WaitAsync();
        _gate.Dispose();
        _stopping.Dispose();
    }

    private void Look()
    {
        var now = FileState.Of(_file!, _seen);
        if (now.Exists && !now.SameContent(_seen))
        {
            Request();
        }

        _seen = now;
    }

    private async Task ReloadAsync()
    {
        try
        {
            await _gate.WaitAsync(_stopping.Token);
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or ObjectDisposedException)
        {
            return;
        }

        try
        {
            await ReloadOnceAsync();
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task ReloadOnceAsync()
    {
        var loaded = _source.Load();
        foreach (var diagnostic in loaded.Diagnostics)
        {
            if (loaded.HasErrors && diagnostic.Severity == DiagnosticSeverity.Error)
            {
                ProcessLog.Refused(_log, diagnostic.ToString());
            }
            else if (diagnostic.Severity == DiagnosticSeverity.Warning)
            {
                ProcessLog.Finding(_log, diagnostic.ToString());
            }
        }

        if (loaded.HasErrors)
        {
            return;
        }

        await ApplyAsync(loaded.Options);
    }

    private async Task ApplyAsync(OllaOptions options)
    {
        var report = await _server.ReloadAsync(options, _stopping.Token);
        _logging.Level = ProxyLogging.LevelOf(options.Logging.Level);
        ProcessLog.Reloaded(_log, report.Changes.Count == 0 ? "nothing changed" : string.Join(", ", report.Changes));
        if (report.NeedRestart.Count > 0)
        {
            ProcessLog.NeedsRestart(_log, string.Join(", ", report.NeedRestart));
        }
    }

    /// <summary>What a look at the file saw.</summary>
    private readonly record struct FileState(bool Exists, DateTime WrittenAt, long Length, string Hash)
    {
        public static FileState Of(string file, FileState before = default)
        {
            try
            {
                // A link's target has its own date: that is the one that counts.
                var info = new FileInfo(file);
                info = info.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? info;
                if (!info.Exists)
                {
                    return before with { Exists = false };
                }

                return info.LastWriteTimeUtc == before.WrittenAt && info.Length == before.Length && before.Exists
                    ? before
                    : new FileState(true, info.LastWriteTimeUtc, info.Length, Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(info.FullName))));
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                return before with { Exists = false };
            }
        }

        public bool SameContent(FileState other) => Hash == other.Hash;
    }
}
