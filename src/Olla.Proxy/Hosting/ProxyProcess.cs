using System.Globalization;
using Olla.Proxy.Hosting.Logging;
using Olla.Proxy.Http.Status;

namespace Olla.Proxy.Hosting;

/// <summary>
/// The life of the process: (1) command line, (2) configuration, (3) proxy, (4) signals, (5) drain. Each step that fails says why on
/// stderr and ends the process.
/// </summary>
internal static class ProxyProcess
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int WrongUse = 2;

    private static readonly Lazy<ProcessSignals> _signals = new(() => new ProcessSignals());

    /// <summary>Runs to the end and returns the exit code.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        // (1)
        var command = CommandLine.Parse(arguments);
        if (command.Problem is { } problem)
        {
            await Console.Error.WriteLineAsync($"{problem}\n\n{CommandLine.Usage}");
            return WrongUse;
        }

        if (command.ShowHelp)
        {
            await Console.Error.WriteLineAsync(CommandLine.Usage);
            return Done;
        }

        if (command.ShowVersion || Environment.GetEnvironmentVariable("OLLA_SHOW_VERSION") == "true")
        {
            await Console.Out.WriteLineAsync(Banner.Full(ProductInfo.OfThisBuild));
            return Done;
        }

        ListenAddress? listen = null;
        if (command.Listen is { } wanted && (listen = ListenAddress.Parse(wanted)) is null)
        {
            await Console.Error.WriteLineAsync($"flag --listen: not an address; got \"{wanted}\"; allowed: HOST:PORT such as 127.0.0.1:0\n\n{CommandLine.Usage}");
            return WrongUse;
        }

        // (2)
        var source = new ConfigurationSource(command.ConfigurationFile);
        var reading = source.Read();
        if (command.ValidateConfiguration)
        {
            var report = reading.Report();
            report.Write(Console.Out);
            return report.ExitCode;
        }

        foreach (var diagnostic in reading.Diagnostics)
        {
            await Console.Error.WriteLineAsync(diagnostic.ToString());
        }

        if (reading.Main.HasErrors)
        {
            return Failed;
        }

        return await ServeAsync(command, listen, source, reading);
    }

    private static async Task<int> ServeAsync(CommandLine command, ListenAddress? listen, ConfigurationSource source, ConfigurationReading reading)
    {
        // With --listen the address is the first line on stdout: log lines wait behind it.
        var announced = new TaskCompletionSource();
        if (listen is null)
        {
            announced.SetResult();
        }

        var options = reading.Main.Options;
        await using var output = LogOutputs.Open(options.Logging, announced.Task);
        using var logging = new ProxyLogging(output.Sink, LogOutputs.FormatOf(options.Logging), TimeProvider.System)
        {
            Level = ProxyLogging.LevelOf(options.Logging.Level),
        };
        var signals = _signals.Value;
        try
        {
            return await ServeAsync(command, listen, source, reading, logging, signals, announced);
        }
        catch (StartFailure failure)
        {
            await Console.Error.WriteLineAsync("olla: " + failure.Message);
            return Failed;
        }
        catch (OperationCanceledException) when (signals.Stopping.IsCancellationRequested)
        {
            return Done;
        }
        finally
        {
            announced.TrySetResult();
        }
    }

    private static async Task<int> ServeAsync(
        CommandLine command, ListenAddress? listen, ConfigurationSource source, ConfigurationReading reading, ProxyLogging logging,
        ProcessSignals signals, TaskCompletionSource announced)
    {
        var log = logging.CreateLogger("Olla.Proxy.Hosting.ProxyProcess");
        var loaded = reading.Main;
        var options = loaded.Options;
        var fileAtStart = loaded.FilePath is { } file ? ConfigurationFileState.Of(file) : default;
        ProcessLog.Starting(log, ProductInfo.OfThisBuild.Version, loaded.FilePath ?? "defaults only", options.Discovery.Endpoints.Count);
        if (command.EnableProfiler || Environment.GetEnvironmentVariable("OLLA_ENABLE_PROFILER") == "true")
        {
            ProcessLog.NoProfiler(log);
        }

        // (3)
        using var telemetry = TelemetryExport.Start(ProductInfo.OfThisBuild.Version, log, TimeProvider.System);
        var environment = new ProxyEnvironment
        {
            Loggers = logging,
            Seed = (ulong)System.Diagnostics.Stopwatch.GetTimestamp(),
            Providers = reading.Providers,
            ModelRules = reading.ModelRules.Rules,
        };
        await using var server = await ProxyServer.StartAsync(
            options, listen ?? new ListenAddress(options.Server.Host, options.Server.Port), environment, signals.Stopping);
        server.Describe(loaded);
        if (listen is not null)
        {
            await Console.Out.WriteLineAsync("listening on " + server.Addresses[0]);
            await Console.Out.FlushAsync();
            announced.TrySetResult();
        }

        ProcessLog.Listening(log, string.Join(", ", server.Addresses));

        // (4)
        using var trim = new MemoryTrim(server.Endpoints, TimeProvider.System);
        await using (var reloader = new ConfigurationReloader(source, loaded.FilePath, fileAtStart, server, logging, TimeProvider.System))
        {
            signals.ReloadRequested += reloader.Request;
            await signals.WaitAsync();
            signals.ReloadRequested -= reloader.Request;
        }

        // (5)
        var patience = options.Server.EffectiveShutdownTimeout;
        ProcessLog.Stopping(log, patience.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture));
        using var drain = CancellationTokenSource.CreateLinkedTokenSource(signals.Aborting);
        drain.CancelAfter(patience > TimeSpan.Zero ? patience : TimeSpan.Zero);
        await server.StopAsync(drain.Token);

        // The last figures are read from the server: it is still there.
        telemetry?.Dispose();
        ProcessLog.Stopped(log);
        if (options.Engineering.ShowNerdstats)
        {
            ProcessLog.NerdStats(log, GC.GetTotalAllocatedBytes(), GC.CollectionCount(0), GC.CollectionCount(2), ThreadPool.ThreadCount);
        }

        return Done;
    }
}
