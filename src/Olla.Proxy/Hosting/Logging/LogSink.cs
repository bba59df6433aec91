using System.Threading.Channels;

namespace Olla.Proxy.Hosting.Logging;

/// <summary>
/// Writes finished lines from one background task, so that no request ever waits for a terminal or a disk. When its queue is full, lines
/// are dropped and counted: a stalled reader of the log must not stall the proxy.
/// </summary>
internal sealed class LogSink : IAsyncDisposable
{
    private const int QueueLength = 16_384;

    private readonly Channel<byte[]> _lines = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(QueueLength) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    private readonly Task _writing;
    private long _dropped;

    /// <param name="outputs">Where every line goes.</param>
    /// <param name="begin">Nothing is written before this has ended.</param>
    public LogSink(IReadOnlyList<Stream> outputs, Task begin) => _writing = Task.Run(async () =>
    {
        await begin;
        await WriteAsync(outputs);
    });

    /// <summary>Lines that found the queue full.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    public void Write(byte[] line)
    {
        if (!_lines.Writer.TryWrite(line))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    /// <summary>Writes what is queued and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writing;
    }

    private async Task WriteAsync(IReadOnlyList<Stream> outputs)
    {
        var reader = _lines.Reader;
        while (await reader.WaitToReadAsync())
        {
            while (reader.TryRead(out var line))
            {
                foreach (var output in outputs)
                {
                    await WriteAsync(output, line);
                }
            }

            foreach (var output in outputs)
            {
                await FlushAsync(output);
            }
        }
    }

    private async Task WriteAsync(Stream output, byte[] line)
    {
        try
        {
            await output.WriteAsync(line);
        }
        catch (IOException)
        {
            // The reader of our output went away, or its disk is full: nobody is left to tell.
            Interlocked.Increment(ref _dropped);
        }
    }

    private static async Task FlushAsync(Stream output)
    {
        try
        {
            await output.FlushAsync();
        }
        catch (IOException)
        {
            // Counted when it was written.
        }
    }
}
