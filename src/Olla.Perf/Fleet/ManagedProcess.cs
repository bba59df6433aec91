using System.Diagnostics;
using System.Text.RegularExpressions;
using Olla.Perf.Load.Http;

namespace Olla.Perf.Fleet;

/// <summary>A process that the harness started: its readiness, its last words, its end.</summary>
internal sealed partial class ManagedProcess : IAsyncDisposable
{
    private const int KeptLines = 40;
    private static readonly TimeSpan _stopPatience = TimeSpan.FromSeconds(3);
    private readonly Process _process;
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<string> _lastLines = new();
    private readonly TimeProvider _time;

    private ManagedProcess(string name, Process process, TimeProvider time)
    {
        Name = name;
        _process = process;
        _time = time;
    }

    public string Name { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The last lines that it wrote to either stream.</summary>
    public string LastLines
    {
        get
        {
            lock (_lastLines)
            {
                return string.Join(Environment.NewLine, _lastLines);
            }
        }
    }

    /// <exception cref="FleetException">The program cannot be started.</exception>
    public static ManagedProcess Start(
        string name, ProgramLocation program, IEnumerable<string> arguments, TimeProvider time, string? workingFolder = null)
    {
        var start = new ProcessStartInfo(program.FileName)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingFolder ?? "",
        };
        foreach (var argument in program.LeadingArguments.Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        // The generator's own setting must not change the system under test.
        start.Environment.Remove(InlineCompletions.Variable);
        var process = new Process { StartInfo = start };
        var managed = new ManagedProcess(name, process, time);
        process.OutputDataReceived += (_, line) => managed.Take(line.Data);
        process.ErrorDataReceived += (_, line) => managed.Take(line.Data);
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new FleetException($"{name} could not be started: {program.FileName}: {exception.Message}", exception);
        }

        ProcessGuard.Instance.Add(process.Id);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
        return managed;
    }

    /// <summary>Waits for the line <c>listening on http://…</c>.</summary>
    /// <exception cref="FleetException">It ended or took too long; the message holds what it wrote.</exception>
    public async Task<Uri> WaitUntilListeningAsync(TimeSpan patience, CancellationToken cancellation)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var exit = _process.WaitForExitAsync(enough.Token);
        var late = Task.Delay(patience, _time, enough.Token);
        var first = await Task.WhenAny(_listening.Task, exit, late);
        var listening = first == _listening.Task;
        await enough.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
        if (listening)
        {
            return await _listening.Task;
        }

        throw first == exit
            ? new FleetException($"{Name} ended with code {_process.ExitCode} before it was ready. It wrote:{Environment.NewLine}{LastLines}")
            : new FleetException($"{Name} was not ready after {patience.TotalSeconds:0} s. It wrote:{Environment.NewLine}{LastLines}");
    }

    /// <summary>Asks it to end, and kills it with all its children if it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_process.HasExited)
            {
                Terminate();
                using var patience = new CancellationTokenSource(_stopPatience, _time);
                await WaitForExitAsync(patience.Token);
            }

            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
                await WaitForExitAsync(CancellationToken.None);
            }
        }
        finally
        {
            ProcessGuard.Instance.Remove(_process.Id);
            _process.Dispose();
        }
    }

    private async Task WaitForExitAsync(CancellationToken cancellation)
    {
        try
        {
            await _process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            // The caller looks whether it has ended.
        }
    }

    private void Terminate()
    {
        const int terminationSignal = 15;
        if (OperatingSystem.IsWindows())
        {
            _process.Kill(entireProcessTree: true);
        }
        else
        {
            _ = NativeProcess.Kill(_process.Id, terminationSignal);
        }
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lastLines)
        {
            _lastLines.Enqueue(line);
            if (_lastLines.Count > KeptLines)
            {
                _lastLines.Dequeue();
            }
        }

        if (!_listening.Task.IsCompleted && ListeningLine().Match(line) is { Success: true } match)
        {
            _listening.TrySetResult(new Uri(match.Groups[1].Value));
        }
    }

    [GeneratedRegex(@"listening on (https?://[^\s]+)", RegexOptions.IgnoreCase)]
    private static partial Regex ListeningLine();
}
