using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace Olla.Perf.Results.Log;

/// <summary>Reads back what <see cref="TrialLogWriter"/> wrote.</summary>
internal static class TrialLogReader
{
    /// <summary>Columns that logs of before they were known lack.</summary>
    private static readonly string[] _laterColumns = ["allocated_bytes", "collections", "longest_gc_pause_ns"];

    private static readonly string[] _resourceColumns =
        ["time_ns", "cpu_ns", "resident_bytes", "peak_resident_bytes", "threads", "context_switches", "sockets", "gc_pause_ns"];

    /// <param name="path">The log's path, with or without the ending of one of its files.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is not a trial's log, or of a newer format.</exception>
    public static TrialLog Read(string path)
    {
        TrialLogHeader? header = null;
        var requests = new List<RequestRow>();
        var events = new List<ContentEventRow>();
        var resources = new List<ResourceRow>();
        Read(TrialLogFiles.Requests(path), ref header, batch => ReadRequests(batch, requests));
        Read(TrialLogFiles.Events(path), ref header, batch => ReadEvents(batch, events));
        Read(TrialLogFiles.Resources(path), ref header, batch => ReadResources(batch, resources));
        if (requests.Exists(request => request.FirstEventRow < 0 || request.EventCount < 0 || request.FirstEventRow > events.Count - request.EventCount))
        {
            throw new InvalidDataException($"'{TrialLogFiles.Requests(path)}' counts events that '{TrialLogFiles.Events(path)}' does not have");
        }

        return new TrialLog { Header = header!, Requests = requests, Events = [.. events], Resources = resources };
    }

    private static void Read(string file, ref TrialLogHeader? header, Action<RecordBatch> take)
    {
        if (!File.Exists(file))
        {
            throw new FileNotFoundException($"the event log '{file}' does not exist");
        }

        try
        {
            ReadFile(file, ref header, take);
        }
        catch (Exception error) when (error is not (InvalidDataException { InnerException: null } or UnauthorizedAccessException))
        {
            // Of a damaged file the Arrow library may throw anything.
            throw new InvalidDataException($"'{file}' is damaged, or is no event log ({error.Message.ReplaceLineEndings(" ")})", error);
        }
    }

    private static void ReadFile(string file, ref TrialLogHeader? header, Action<RecordBatch> take)
    {
        using var stream = File.OpenRead(file);
        using var reader = new ArrowFileReader(stream);
        while (reader.ReadNextRecordBatch() is { } batch)
        {
            using (batch)
            {
                take(batch);
            }
        }

        if (reader.Schema?.Metadata is null || !reader.Schema.Metadata.TryGetValue(TrialLogFiles.HeaderKey, out var json))
        {
            throw new InvalidDataException($"'{file}' is no event log: its metadata has no '{TrialLogFiles.HeaderKey}'");
        }

        var read = JsonSerializer.Deserialize<TrialLogHeader>(json, TrialLogJson.Options) ?? throw new InvalidDataException($"'{file}' has an empty '{TrialLogFiles.HeaderKey}'");
        if (read.Format > 1)
        {
            throw new InvalidDataException($"'{file}' has format {read.Format}; this program reads up to 1");
        }

        if (header is not null && header.TrialId != read.TrialId)
        {
            throw new InvalidDataException($"'{file}' belongs to trial {read.TrialId}, the files beside it to {header.TrialId}");
        }

        header = read;
    }

    private static void ReadRequests(RecordBatch batch, List<RequestRow> rows)
    {
        var ordinal = Int32(batch, "ordinal");
        var phase = Int32(batch, "phase");
        var scheduled = Int64(batch, "scheduled_ns");
        var dispatched = Int64(batch, "dispatched_ns");
        var sent = Int64(batch, "sent_ns");
        var headers = Int64(batch, "headers_ns");
        var firstByte = Int64(batch, "first_byte_ns");
        var firstEvent = Int64(batch, "first_event_ns");
        var firstContent = Int64(batch, "first_content_ns");
        var end = Int64(batch, "end_ns");
        var status = Int32(batch, "status");
        var outcome = (StringArray)batch.Column("outcome");
        var detail = (StringArray)batch.Column("detail");
        var endpoint = (StringArray)batch.Column("endpoint");
        var requested = Int32(batch, "requested_tokens");
        var reported = Int32(batch, "reported_tokens");
        var bytes = Int64(batch, "bytes");
        var reads = Int32(batch, "reads");
        var endMarker = Int32(batch, "end_marker");
        var newConnection = Int32(batch, "new_connection");
        var firstRow = Int32(batch, "first_event_row");
        var count = Int32(batch, "event_count");
        for (var index = 0; index < batch.Length; index++)
        {
            rows.Add(new RequestRow
            {
                Ordinal = ordinal.Values[index],
                Phase = phase.Values[index],
                Scheduled = scheduled.Values[index],
                Dispatched = dispatched.Values[index],
                Sent = sent.Values[index],
                Headers = headers.Values[index],
                FirstByte = firstByte.Values[index],
                FirstEvent = firstEvent.Values[index],
                FirstContent = firstContent.Values[index],
                End = end.Values[index],
                Status = status.Values[index],
                Outcome = string.Intern(outcome.GetString(index)),
                Detail = detail.GetString(index),
                Endpoint = string.Intern(endpoint.GetString(index)),
                RequestedTokens = requested.Values[index],
                ReportedTokens = reported.Values[index],
                Bytes = bytes.Values[index],
                Reads = reads.Values[index],
                EndMarker = endMarker.Values[index] != 0,
                NewConnection = newConnection.Values[index] != 0,
                FirstEventRow = firstRow.Values[index],
                EventCount = count.Values[index],
            });
        }
    }

    private static void ReadEvents(RecordBatch batch, List<ContentEventRow> rows)
    {
        var sequence = Int32(batch, "sequence");
        var emitted = Int64(batch, "emitted_ns");
        var received = Int64(batch, "received_ns");
        var bytes = Int32(batch, "bytes");
        var read = Int32(batch, "read");
        for (var index = 0; index < batch.Length; index++)
        {
            rows.Add(new ContentEventRow(
                sequence.Values[index], emitted.Values[index], received.Values[index], bytes.Values[index], read.Values[index]));
        }
    }

    private static void ReadResources(RecordBatch batch, List<ResourceRow> rows)
    {
        var owner = Int32(batch, "owner");
        var columns = _resourceColumns.Select(name => Int64(batch, name)).ToArray();
        var later = _laterColumns.Select(name => batch.Schema.GetFieldIndex(name) >= 0 ? Int64(batch, name) : null).ToArray();
        for (var index = 0; index < batch.Length; index++)
        {
            rows.Add(new ResourceRow(
                (ResourceOwner)owner.Values[index], columns[0].Values[index], columns[1].Values[index], columns[2].Values[index],
                columns[3].Values[index], (int)columns[4].Values[index], columns[5].Values[index], (int)columns[6].Values[index],
                columns[7].Values[index])
            {
                AllocatedBytes = later[0]?.Values[index] ?? 0,
                Collections = later[1]?.Values[index] ?? 0,
                LongestGcPause = later[2]?.Values[index] ?? 0,
            });
        }
    }

    private static Int32Array Int32(RecordBatch batch, string name) => (Int32Array)batch.Column(name);

    private static Int64Array Int64(RecordBatch batch, string name) => (Int64Array)batch.Column(name);
}
