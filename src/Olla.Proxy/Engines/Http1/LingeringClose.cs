using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace Olla.Proxy.Engines.Http1;

/// <summary>
/// Ends a connection whose client may still be sending: a close with bytes unread, or followed by more of them, resets the connection, and
/// the reset takes with it what of the answer has not arrived (RFC 9112, section 9.6). So the last byte is sent, then the end, and what
/// still comes is read and dropped until the client has closed too, or has had its time.
/// </summary>
internal static class LingeringClose
{
    /// <summary>How long what a client still sends is dropped.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private const int LevelTcp = 6;
    private const int OptionInformation = 11;
    private const int NotSentOffset = 144;
    private const int SentOffset = 200;
    private const int SentAgainOffset = 208;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    /// <summary>Sends the end behind <paramref name="written"/> bytes and drops what comes.</summary>
    public static async Task RunAsync(Socket socket, PipeReader input, long written, TimeProvider time, CancellationToken closed)
    {
        try
        {
            var pause = TimeSpan.FromMilliseconds(1);
            while (HandedOver(socket) is var handedOver && handedOver < written)
            {
                if (handedOver < 0)
                {
                    return;
                }

                await Task.Delay(pause, time, closed);
                pause = pause < LongestPause ? pause * 2 : LongestPause;
            }

            socket.Shutdown(SocketShutdown.Send);
            using var enough = new CancellationTokenSource(Patience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, closed);
            while (await input.ReadAsync(either.Token) is { IsCompleted: false } result)
            {
                input.AdvanceTo(result.Buffer.End);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // The client has closed, or has had its time.
        }
    }

    /// <summary>Bytes that the system has taken from us, sent or not; -1 where it does not tell.</summary>
    private static long HandedOver(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
        {
            return -1;
        }

        // struct tcp_info of linux/tcp.h; its fields never move.
        Span<byte> information = stackalloc byte[256];
        var length = socket.GetRawSocketOption(LevelTcp, OptionInformation, information);
        return length < SentAgainOffset + sizeof(long)
            ? -1
            : Number(information[SentOffset..]) - Number(information[SentAgainOffset..]) + BinaryPrimitives.ReadUInt32LittleEndian(information[NotSentOffset..]);
    }

    private static long Number(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt64LittleEndian(bytes);
}
