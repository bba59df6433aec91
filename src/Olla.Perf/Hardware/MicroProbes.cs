using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Olla.LlmApi.Streaming;
using Olla.Perf.Load.Pacing;

namespace Olla.Perf.Hardware;

/// <summary>What a machine costs before any proxy runs on it.</summary>
/// <param name="LoopbackRoundTrip">Median of one byte there and back over a loopback connection, microseconds.</param>
/// <param name="SystemCall">Median of the cheapest socket call, microseconds.</param>
/// <param name="TimerLatenessP50">How late a wait for an absolute time is, median, microseconds.</param>
/// <param name="TimerLatenessP99">The same at p99.</param>
/// <param name="CopyRate">Copying memory that no cache holds, GB/s.</param>
internal sealed record MicroProbeResult(
    double LoopbackRoundTrip, double SystemCall, double TimerLatenessP50, double TimerLatenessP99, double CopyRate)
{
    public string InWords() => string.Create(
        CultureInfo.InvariantCulture,
        $"loopback round trip {LoopbackRoundTrip:0.0} µs, socket call {SystemCall:0.00} µs, timer late by {TimerLatenessP50:0.0} µs (p99 {TimerLatenessP99:0.0} µs), memory copy {CopyRate:0.0} GB/s");
}

/// <summary>Measures them in under a second, with no other load.</summary>
internal static class MicroProbes
{
    private const int RoundTrips = 2000;
    private const int Calls = 20_000;
    private const int Waits = 700;
    private const long WaitLength = 200_000;
    private const int CopyBytes = 64 * 1024 * 1024;

    public static MicroProbeResult Run()
    {
        var (roundTrip, call) = Sockets();
        var (median, tail) = Timer();
        return new MicroProbeResult(roundTrip, call, median, tail, CopyRate());
    }

    private static (double RoundTrip, double Call) Sockets()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.Connect(listener.LocalEndPoint!);
        using var server = listener.Accept();
        server.NoDelay = true;
        var echo = new Thread(() => Echo(server)) { IsBackground = true };
        echo.Start();
        var one = new byte[1];
        var times = new double[RoundTrips];
        for (var index = 0; index < RoundTrips; index++)
        {
            var start = Stopwatch.GetTimestamp();
            client.Send(one);
            client.Receive(one);
            times[index] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        var calls = new double[Calls];
        for (var index = 0; index < Calls; index++)
        {
            var start = Stopwatch.GetTimestamp();
            _ = client.Available;
            calls[index] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        client.Shutdown(SocketShutdown.Both);
        echo.Join();
        return (Median(times), Median(calls));
    }

    private static void Echo(Socket server)
    {
        var one = new byte[1];
        try
        {
            while (server.Receive(one) > 0)
            {
                server.Send(one);
            }
        }
        catch (SocketException)
        {
            // The probe is over.
        }
    }

    private static (double Median, double Tail) Timer()
    {
        var late = new double[Waits];
        var thread = new Thread(() =>
        {
            using var waiter = new DeadlineWaiter();
            for (var index = 0; index < Waits; index++)
            {
                var deadline = EmissionStamp.Now() + WaitLength;
                waiter.WaitUntil(deadline);
                late[index] = (EmissionStamp.Now() - deadline) / 1e3;
            }
        });
        thread.Start();
        thread.Join();
        Array.Sort(late);
        return (late[Waits / 2], late[(int)(Waits * 0.99)]);
    }

    private static double CopyRate()
    {
        var from = ArrayPool<byte>.Shared.Rent(CopyBytes);
        var to = ArrayPool<byte>.Shared.Rent(CopyBytes);
        Array.Fill(from, (byte)1);
        from.CopyTo(to, 0);
        var best = double.MaxValue;
        for (var round = 0; round < 3; round++)
        {
            var start = Stopwatch.GetTimestamp();
            from.AsSpan(0, CopyBytes).CopyTo(to);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        ArrayPool<byte>.Shared.Return(from);
        ArrayPool<byte>.Shared.Return(to);
        return CopyBytes / best / 1e9;
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
