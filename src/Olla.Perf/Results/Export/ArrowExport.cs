using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

namespace Olla.Perf.Results.Export;

/// <summary>A run's trials as an Arrow IPC file, which pandas, polars and DuckDB read as it is. What a trial lacks is null.</summary>
internal static class ArrowExport
{
    public static void Write(TrialTable table, Stream stream)
    {
        var columns = new List<(Field Field, IArrowArray Array)>();
        foreach (var (name, read) in TrialTable.Fixed)
        {
            columns.Add((new Field(name, StringType.Default, nullable: false), Text(table.Trials.Select(trial => (string?)read(trial)))));
        }

        foreach (var key in table.Settings)
        {
            columns.Add((new Field(key, StringType.Default, nullable: true), Text(table.Trials.Select(trial => trial.Candidate.Settings.GetValueOrDefault(key)))));
        }

        foreach (var metric in table.Metrics)
        {
            var values = new DoubleArray.Builder();
            foreach (var trial in table.Trials)
            {
                _ = TrialTable.Value(trial, metric) is { } value ? values.Append(value) : values.AppendNull();
            }

            columns.Add((new Field(metric.Name, DoubleType.Default, nullable: true), values.Build()));
        }

        var schema = new Schema(columns.Select(column => column.Field), metadata: null);
        using var writer = new ArrowFileWriter(stream, schema, leaveOpen: true);
        using var batch = new RecordBatch(schema, columns.Select(column => column.Array), table.Trials.Count);
        writer.WriteStart();
        writer.WriteRecordBatch(batch);
        writer.WriteEnd();
    }

    private static StringArray Text(IEnumerable<string?> values)
    {
        var builder = new StringArray.Builder();
        foreach (var value in values)
        {
            _ = value is null ? builder.AppendNull() : builder.Append(value);
        }

        return builder.Build();
    }
}
