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
    private readonly ConfigurationFileWatch _watch;

    /// <param name="source">Where to read.</param>
    /// <param name="file">The file to look at; null for none.</param>
    /// <param name="loaded">What that file was like when it was read for the start.</param>
    /// <param name="server">What follows the configuration.</param>
    /// <param name="logging">Follows its level, and is told of every reload.</param>
    /// <param name="time">Paces the looks.</param>
    public ConfigurationReloader(
        ConfigurationSource source, string? file, ConfigurationFileState loaded, ProxyServer server, ProxyLogging logging, TimeProvider time)
    {
        (_source, _file, _server, _logging) = (source, file, server, logging);
        _log = logging.CreateLogger("Olla.Proxy.Hosting.ConfigurationReloader");
        _watch = new ConfigurationFileWatch(loaded);
        if (file is not null)
        {
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
        if (_watch.IsDue(ConfigurationFileState.Of(_file!, _watch.Seen)))
        {
            Request();
        }
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
        if (_file is not null)
        {
            // Noted before the reading: what is written in between is seen by the next look.
            _watch.Reading(ConfigurationFileState.Of(_file, _watch.Seen));
        }

        var reading = _source.Read();
        var isRefused = reading.Main.HasErrors;
        foreach (var diagnostic in reading.Diagnostics)
        {
            if (isRefused && diagnostic.Severity == DiagnosticSeverity.Error)
            {
                ProcessLog.Refused(_log, diagnostic.ToString());
            }
            else if (diagnostic.Severity == DiagnosticSeverity.Warning)
            {
                ProcessLog.Finding(_log, diagnostic.ToString());
            }
        }

        if (!isRefused)
        {
            await ApplyAsync(reading);
        }
    }

    private async Task ApplyAsync(ConfigurationReading reading)
    {
        var (loaded, options) = (reading.Main, reading.Main.Options);
        // Model rules that were broken by an edit must not fall back to those of this build: the old ones stay.
        var rules = reading.ModelRules.HasSkippedFile ? null : reading.ModelRules.Rules;
        var report = await _server.ReloadAsync(options, _stopping.Token, reading.Providers, rules);
        _server.Describe(loaded);
        _logging.Level = ProxyLogging.LevelOf(options.Logging.Level);
        ProcessLog.Reloaded(_log, report.Changes.Count == 0 ? "nothing changed" : string.Join(", ", report.Changes));
        if (report.NeedRestart.Count > 0)
        {
            ProcessLog.NeedsRestart(_log, string.Join(", ", report.NeedRestart));
        }
    }
}
