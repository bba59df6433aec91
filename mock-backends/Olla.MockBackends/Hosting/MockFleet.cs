using System.Net.Sockets;
using System.Runtime.InteropServices;
using Olla.MockBackends.Streaming;

namespace Olla.MockBackends.Hosting;

/// <summary>The backends of one process, from start to stop.</summary>
internal static class MockFleet
{
    /// <summary>Starts all backends, says where they listen, and waits for SIGTERM, SIGINT or Ctrl+C.</summary>
    /// <exception cref="IOException">A port is in use.</exception>
    public static async Task<int> RunAsync(FleetOptions options, TextWriter output, TextWriter error)
    {
        using var stopping = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var pacer = new Pacer();
        var backends = new List<MockBackend>();
        try
        {
            await WarmUp.RunAsync(options.Backend.MappingsFolder, pacer, stopping.Token);
            for (var i = 0; i < options.Count; i++)
            {
                backends.Add(Start(options, i, pacer));
            }

            foreach (var backend in backends)
            {
                await output.WriteLineAsync($"listening on {backend.Url.ToString().TrimEnd('/')} name={backend.Name}");
            }

            await output.FlushAsync(stopping.Token);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Streams under way are cut, as those of a server that is killed: nobody waits for an orderly end of a mock.
            Environment.Exit(0);
        }
        finally
        {
            backends.ForEach(backend => backend.Dispose());
        }

        return 0;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stopping.Cancel();
        }
    }

    private static MockBackend Start(FleetOptions options, int index, Pacer pacer)
    {
        var first = options.Backend;
        var port = first.Port == 0 ? 0 : first.Port + index;
        EnsureFree(port);
        return MockBackend.Start(first with { Name = options.Count == 1 ? first.Name : $"{first.Name}-{index + 1}", Port = port }, pacer);
    }

    // Asked beforehand, since WireMock.Net hides the reason why its server did not start.
    private static void EnsureFree(int port)
    {
        try
        {
            using var probe = new TcpListener(System.Net.IPAddress.Loopback, port);
            probe.Start();
        }
        catch (SocketException exception)
        {
            throw new IOException($"port {port} cannot be used: {exception.Message}; --port 0 lets the system choose", exception);
        }
    }
}
