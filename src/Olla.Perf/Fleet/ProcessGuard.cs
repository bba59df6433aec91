using System.Diagnostics;

namespace Olla.Perf.Fleet;

/// <summary>
/// Sees to it that no started process outlives the harness, however it ends. On Unix a small shell script reads the ids of the started
/// processes from a pipe; when the harness is gone, even by SIGKILL, the pipe ends and the script kills what is still on its list. It
/// ignores the terminal's Ctrl+C, which the whole process group gets. Elsewhere, and in addition, the harness kills them when it exits.
/// </summary>
internal sealed class ProcessGuard
{
    private const string Script = """
        trap '' INT TERM HUP
        pids=
        while read -r op pid; do
          case $op in
            +) pids="$pids $pid" ;;
            -) rest=; for p in $pids; do [ "$p" = "$pid" ] || rest="$rest $p"; done; pids=$rest ;;
          esac
        done
        for p in $pids; do kill -9 "$p" 2>/dev/null; done
        """;

    private readonly Lock _gate = new();
    private readonly HashSet<int> _processes = [];
    private Process? _watchdog;

    private ProcessGuard()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => KillAll();
        AppDomain.CurrentDomain.UnhandledException += (_, _) => KillAll();
    }

    /// <summary>One for the whole process, because a process has one end.</summary>
    public static ProcessGuard Instance { get; } = new();

    public void Add(int processId)
    {
        lock (_gate)
        {
            _processes.Add(processId);
            if (OperatingSystem.IsWindows())
            {
                return;
            }

            _watchdog ??= StartWatchdog();
            Tell($"+ {processId}");
        }
    }

    public void Remove(int processId)
    {
        lock (_gate)
        {
            _processes.Remove(processId);
            Tell($"- {processId}");
        }
    }

    private static Process StartWatchdog()
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, UseShellExecute = false };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Script.ReplaceLineEndings("\n"));
        return Process.Start(start)!;
    }

    private void Tell(string line)
    {
        if (_watchdog is not { HasExited: false } watchdog)
        {
            return;
        }

        watchdog.StandardInput.Write(line + "\n");
        watchdog.StandardInput.Flush();
    }

    private void KillAll()
    {
        lock (_gate)
        {
            foreach (var id in _processes)
            {
                try
                {
                    using var process = Process.GetProcessById(id);
                    process.Kill(entireProcessTree: true);
                }
                catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
                {
                    // It has ended already.
                }
            }
        }
    }
}
