using System.Text.Json;
using System.Threading.Channels;
using Olla.Configuration;

namespace Olla.Proxy.Http.Translated.Inspection;

/// <summary>
/// Writes bodies of the Messages API to files, for development. Requests only copy theirs into a queue; a task of its own does everything
/// else, and when it falls behind, entries are left out rather than memory filled. Header fields are never written.
/// </summary>
internal sealed partial class InspectionLog : IAsyncDisposable
{
    private const int MostEntries = 1024;
    private const long MostBytes = 64 * 1024 * 1024;

    private readonly Channel<InspectionEntry> _entries = Channel.CreateBounded<InspectionEntry>(
        new BoundedChannelOptions(MostEntries) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Task _writing;
    private long _queuedBytes;
    private bool _isOverrun;

    public InspectionLog(TimeProvider time, ILogger<InspectionLog> log)
    {
        (_time, _log) = (time, log);
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Says where bodies are written, or why they cannot be; to be called whenever options come into force.</summary>
    public void Prepare(InspectorOptions options)
    {
        if (!options.Enabled)
        {
            return;
        }

        var folder = Path.GetFullPath(options.OutputDirectory);
        try
        {
            InspectionFiles.Prepare(folder);
            LogWriting(_log, folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogCannotWrite(_log, folder, failure.Message);
        }
    }

    /// <summary>Begins on a request; null where the configuration asks for nothing.</summary>
    public InspectedExchange? Begin(IHeaderDictionary fields, InspectorOptions options)
    {
        if (!options.Enabled)
        {
            return null;
        }

        var session = SessionName.Of(fields, options.SessionHeader, out var refused);
        if (refused is not null)
        {
            LogBadSession(_log, refused);
        }

        return new InspectedExchange(this, options.OutputDirectory, session);
    }

    /// <summary>Queues a copy of a body.</summary>
    public void Add(string folder, string session, InspectionKind kind, ReadOnlyMemory<byte> body)
    {
        var queued = Interlocked.Add(ref _queuedBytes, body.Length);
        if (queued <= MostBytes && _entries.Writer.TryWrite(new InspectionEntry(folder, session, kind, _time.GetUtcNow(), body.ToArray())))
        {
            _isOverrun = false;
            return;
        }

        Interlocked.Add(ref _queuedBytes, -body.Length);
        if (!_isOverrun)
        {
            _isOverrun = true;
            LogOverrun(_log);
        }
    }

    /// <summary>Writes what is queued and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _entries.Writer.TryComplete();
        await _writing;
    }

    private async Task WriteAsync()
    {
        var files = new InspectionFiles();
        var isFailing = false;
        await foreach (var entry in _entries.Reader.ReadAllAsync())
        {
            try
            {
                files.Write(entry);
                isFailing = false;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException or InvalidDataException)
            {
                // A disk that stays full is told of once.
                if (!isFailing)
                {
                    LogCannotWrite(_log, entry.Folder, failure.Message);
                }

                isFailing = true;
            }
            finally
            {
                Interlocked.Add(ref _queuedBytes, -entry.Body.Length);
            }
        }
    }
}
