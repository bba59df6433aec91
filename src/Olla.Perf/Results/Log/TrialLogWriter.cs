using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

namespace Olla.Perf.Results.Log;

/// <summary>Writes a trial's log as Arrow IPC files, which pandas, polars and DuckDB read as they are.</summary>
internal static class TrialLogWriter
{
    /// <summary>Rows of one record batch: bounds the memory that a reader needs at once.</summary>
    private const int BatchRows = 1 << 20;

    /// <summary>Writes the three files; each appears under its name only when it is whole.</summary>
    public static void Write(TrialLog log, string path)
    {
        var header = JsonSerializer.Serialize(log.Header, TrialLogJson.Options);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        WriteFile(TrialLogFiles.Requests(path), header, log.Requests.Count, (from, count) => Requests(log.Requests, from, count));
        WriteFile(TrialLogFiles.Events(path), header, log.Events.Length, (from, count) => Events(log, from, count));
        WriteFile(TrialLogFiles.Resources(path), header, log.Resources.Count, (from, count) => Resources(log.Resources, from, count));
    }

    private static void WriteFile(string file, string header, int rows, Func<int, int, Column[]> columnsOf)
    {
        var partial = file + ".partial";
        var empty = columnsOf(0, 0);
        var schema = new Schema(empty.Select(column => new Field(column.Name, column.Array.Data.DataType, nullable: false)),
            [new KeyValuePair<string, string>(TrialLogFiles.HeaderKey, header)]);
        using (var stream = File.Create(partial))
        using (var writer = new ArrowFileWriter(stream, schema))
        {
            writer.WriteStart();
            for (var from = 0; from < rows; from += BatchRows)
            {
                var count = Math.Min(BatchRows, rows - from);
                using var batch = new RecordBatch(schema, columnsOf(from, count).Select(column => column.Array), count);
                writer.WriteRecordBatch(batch);
            }

            writer.WriteEnd();
        }

        File.Move(partial, file, overwrite: true);
    }

    private static Column[] Requests(IReadOnlyList<RequestRow> rows, int from, int count)
    {
        return
        [
            Int32("ordinal", row => row.Ordinal), Int32("phase", row => row.Phase), Int64("scheduled_ns", row => row.Scheduled),
            Int64("dispatched_ns", row => row.Dispatched), Int64("sent_ns", row => row.Sent), Int64("headers_ns", row => row.Headers),
            Int64("first_byte_ns", row => row.FirstByte), Int64("first_event_ns", row => row.FirstEvent),
            Int64("first_content_ns", row => row.FirstContent), Int64("end_ns", row => row.End), Int32("status", row => row.Status),
            Text("outcome", row => row.Outcome), Text("detail", row => row.Detail ?? ""), Text("endpoint", row => row.Endpoint),
            Int32("requested_tokens", row => row.RequestedTokens), Int32("reported_tokens", row => row.ReportedTokens),
            Int64("bytes", row => row.Bytes), Int32("reads", row => row.Reads), Int32("end_marker", row => row.EndMarker ? 1 : 0),
            Int32("new_connection", row => row.NewConnection ? 1 : 0), Int32("first_event_row", row => row.FirstEventRow),
            Int32("event_count", row => row.EventCount),
        ];

        Column Int64(string name, Func<RequestRow, long> value) => Column.Int64(name, from, count, index => value(rows[index]));
        Column Int32(string name, Func<RequestRow, int> value) => Column.Int32(name, from, count, index => value(rows[index]));
        Column Text(string name, Func<RequestRow, string> value)
        {
            var builder = new StringArray.Builder();
            for (var index = from; index < from + count; index++)
            {
                builder.Append(value(rows[index]));
            }

            return new Column(name, builder.Build());
        }
    }

    private static Column[] Events(TrialLog log, int from, int count)
    {
        var rows = log.Events;
        var ordinals = count == 0 ? [] : RequestIndexes(log);
        return
        [
            Column.Int32("request", from, count, index => ordinals[index]),
            Column.Int32("sequence", from, count, index => rows[index].Sequence),
            Column.Int64("emitted_ns", from, count, index => rows[index].Emitted),
            Column.Int64("received_ns", from, count, index => rows[index].Received),
            Column.Int32("bytes", from, count, index => rows[index].Bytes),
            Column.Int32("read", from, count, index => rows[index].Read),
        ];
    }

    private static int[] RequestIndexes(TrialLog log)
    {
        var indexes = new int[log.Events.Length];
        for (var request = 0; request < log.Requests.Count; request++)
        {
            indexes.AsSpan(log.Requests[request].FirstEventRow, log.Requests[request].EventCount).Fill(request);
        }

        return indexes;
    }

    private static Column[] Resources(IReadOnlyList<ResourceRow> rows, int from, int count)
    {
        return
        [
            Column.Int32("owner", from, count, index => (int)rows[index].Owner),
            Int64("time_ns", row => row.Time), Int64("cpu_ns", row => row.Cpu), Int64("resident_bytes", row => row.ResidentBytes),
            Int64("peak_resident_bytes", row => row.PeakResidentBytes), Int64("threads", row => row.Threads),
            Int64("context_switches", row => row.ContextSwitches), Int64("sockets", row => row.Sockets), Int64("gc_pause_ns", row => row.GcPause),
            Int64("allocated_bytes", row => row.AllocatedBytes), Int64("collections", row => row.Collections), Int64("longest_gc_pause_ns", row => row.LongestGcPause),
        ];

        Column Int64(string name, Func<ResourceRow, long> value) => Column.Int64(name, from, count, index => value(rows[index]));
    }

    private readonly record struct Column(string Name, IArrowArray Array)
    {
        public static Column Int64(string name, int from, int count, Func<int, long> value)
        {
            var builder = new Int64Array.Builder().Reserve(count);
            for (var index = from; index < from + count; index++)
            {
                builder.Append(value(index));
            }

            return new Column(name, builder.Build());
        }

        public static Column Int32(string name, int from, int count, Func<int, int> value)
        {
            var builder = new Int32Array.Builder().Reserve(count);
            for (var index = from; index < from + count; index++)
            {
                builder.Append(value(index));
            }

            return new Column(name, builder.Build());
        }
    }
}
