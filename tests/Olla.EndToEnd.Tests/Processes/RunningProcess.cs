using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Olla.EndToEnd.Tests.Processes;

/// <summary>A process that a test started: its output is kept, and it never outlives the test.</summary>
internal sealed partial class RunningProcess : IAsyncDisposable
{
    /// <summary>Generous, since several test projects share two cores; nothing waits for it when all is well.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly List<(Func<string, bool> Match, TaskCompletionSource<string> Line)> _waiters = [];
    private readonly Lock _gate = new();
    private int _disposed;

    private RunningProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Everything printed so far, standard output and error in one.</summary>
    public string Output
    {
        get
        {
            lock (_gate)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Starts <c>dotnet <paramref name="dll"/></c>.</summary>
    public static RunningProcess StartDotnet(string dll, IEnumerable<string> arguments, string? folder = null,
        IReadOnlyDictionary<string, string>? environment = null) => Start("dotnet", [dll, .. arguments], folder, environment);

    public static RunningProcess Start(string file, IEnumerable<string> arguments, string? folder = null,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        start.Environment["NO_COLOR"] = "1";
        start.Environment["OLLA_FILE_OUTPUT"] = "false";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start };
        var running = new RunningProcess(process);
        process.OutputDataReceived += (_, line) => running.Add(line.Data);
        process.ErrorDataReceived += (_, line) => running.Add(line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return running;
    }

    /// <summary>Runs to its end and returns exit code and output.</summary>
    public static async Task<(int ExitCode, string Output)> RunDotnetAsync(string dll, IEnumerable<string> arguments,
        string? folder = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        await using var running = StartDotnet(dll, arguments, folder, environment);
        return (await running.WaitForExitAsync(), running.Output);
    }

    /// <summary>The base address that the process says it listens on.</summary>
    public async Task<Uri> WaitForAddressAsync()
    {
        const string Sign = "listening on http://";
        var line = await WaitForLineAsync(text => text.Contains(Sign, StringComparison.Ordinal));
        var address = line[(line.IndexOf(Sign, StringComparison.Ordinal) + "listening on ".Length)..].Split(' ', '"')[0];
        return new Uri(address.TrimEnd('/') + "/");
    }

    /// <summary>The first line, printed already or later, that matches.</summary>
    public async Task<string> WaitForLineAsync(Func<string, bool> match)
    {
        Task<string> line;
        lock (_gate)
        {
            var seen = _output.ToString().Split('\n').FirstOrDefault(match);
            if (seen is not null)
            {
                return seen;
            }

            var waiter = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((match, waiter));
            line = waiter.Task;
        }

        var first = await Task.WhenAny(line, _process.WaitForExitAsync()).WaitAsync(Patience);
        if (first == line)
        {
            return await line;
        }

        // The exit was seen first; what it printed last may still be on its way.
        _process.WaitForExit();
        return line.IsCompleted ? await line : throw new InvalidOperationException($"It ended with {_process.ExitCode}:\n{Output}");
    }

    public async Task<int> WaitForExitAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Still running after {Patience.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s:\n{Output}");
        }

        _process.WaitForExit();
        return _process.ExitCode;
    }

    /// <summary>
    /// Sends what Ctrl+C sends. A shell lets its background jobs ignore that, and a child inherits it: there SIGTERM asks for the same.
    /// </summary>
    public void Interrupt() => Signal(IgnoresInterrupt() ? 15 : 2);

    /// <summary>Sends SIGTERM (15), SIGINT (2), or another signal.</summary>
    public void Signal(int number)
    {
        if (Kill(_process.Id, number) != 0)
        {
            throw new InvalidOperationException($"Signal {number} did not reach process {_process.Id}.");
        }
    }

    private bool IgnoresInterrupt()
    {
        const string Field = "SigIgn:";
        var status = $"/proc/{_process.Id}/status";
        var mask = File.Exists(status) ? File.ReadLines(status).FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal)) : null;
        return mask is not null && (Convert.ToUInt64(mask[Field.Length..].Trim(), 16) & 2) != 0;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_gate)
        {
            _output.Append(line).Append('\n');
            for (var i = _waiters.Count - 1; i >= 0; i--)
            {
                if (_waiters[i].Match(line))
                {
                    _waiters[i].Line.TrySetResult(line);
                    _waiters.RemoveAt(i);
                }
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
