using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Olla.Perf.Analysis.Gates;
using Olla.Perf.Sweeps;

namespace Olla.Perf.Results.Store;

/// <summary>The reading side: it writes nothing, and whatever is wrong with a stored row is named with its file.</summary>
internal sealed partial class RunStore
{
    /// <summary>Opens the store for reading; neither the file nor its folder changes, and neither needs to be writable.</summary>
    /// <exception cref="RunStoreException">The file is missing, is no store, or comes from another version.</exception>
    public static RunStore OpenForReading(string path)
    {
        if (!File.Exists(path))
        {
            throw new RunStoreException($"{path} does not exist");
        }

        StoreCopy? copy = null;
        SqliteConnection? connection = null;
        try
        {
            copy = StoreCopy.IsNeeded(path) ? StoreCopy.Make(path) : null;
            connection = new SqliteConnection(ReadingText(copy?.Path ?? path));
            connection.Open();
            var store = new RunStore(connection, path, copy);
            RefuseOtherVersion(path, store.FindFact("schema_version") ?? throw new RunStoreException($"{path}: not a run of olla-perf (it names no schema version)"));
            return store;
        }
        catch (Exception error)
        {
            connection?.Dispose();
            copy?.Dispose();
            if (error is SqliteException)
            {
                throw new RunStoreException($"{path}: not a run of olla-perf ({error.Message})", error);
            }

            throw;
        }
    }

    public string? FindFact(string name) => Read("a fact", command =>
    {
        command.CommandText = "SELECT value FROM facts WHERE name = $name";
        command.Parameters.AddWithValue("$name", name);
        return command.ExecuteScalar() as string;
    });

    /// <summary>How many trials there are, and how many of them are void or failed.</summary>
    public (int All, int Unusable) CountTrials() => Read("the trials", command =>
    {
        command.CommandText = "SELECT COUNT(*), COALESCE(SUM(status <> 'Done'), 0) FROM trials";
        using var reader = command.ExecuteReader();
        reader.Read();
        return (reader.GetInt32(0), reader.GetInt32(1));
    });

    /// <summary>Every trial, in the order they were run.</summary>
    /// <exception cref="RunStoreException">A row is damaged.</exception>
    public IReadOnlyList<TrialRecord> ReadTrials()
    {
        var at = "the trials";
        return Read(() => at, command =>
        {
            command.CommandText =
                "SELECT key, attempt, block, position, candidate, role, settings, status, started, finished, measurement, error FROM trials ORDER BY rowid";
            using var reader = command.ExecuteReader();
            var trials = new List<TrialRecord>();
            while (reader.Read())
            {
                at = $"trial {reader.GetString(0)}";
                trials.Add(ReadTrial(reader));
            }

            return trials;
        });
    }

    public IReadOnlyList<CandidateDrop> ReadDrops() => Read("the candidates that left", command =>
    {
        command.CommandText = "SELECT candidate, after_block, reason FROM drops ORDER BY rowid";
        using var reader = command.ExecuteReader();
        var drops = new List<CandidateDrop>();
        while (reader.Read())
        {
            drops.Add(new CandidateDrop(reader.GetString(0), reader.GetInt32(1), reader.GetString(2)));
        }

        return drops;
    });

    /// <summary>The highest block of any trial, finished or not; zero before the first.</summary>
    public int LastBlock() => Read("the trials", command =>
    {
        command.CommandText = "SELECT COALESCE(MAX(block), 0) FROM trials";
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    });

    public IReadOnlyList<GateRecord> ReadGates() => Read("the gates", command =>
    {
        command.CommandText = "SELECT number, first_block, verdict, headline, pairs, lost, seconds FROM gates ORDER BY number";
        using var reader = command.ExecuteReader();
        var gates = new List<GateRecord>();
        while (reader.Read())
        {
            gates.Add(new GateRecord(
                reader.GetInt32(0), reader.GetInt32(1), Name<GateVerdict>(reader.GetString(2)), reader.GetString(3), reader.GetInt32(4), reader.GetInt32(5), reader.GetDouble(6)));
        }

        return gates;
    });

    private static TrialRecord ReadTrial(SqliteDataReader reader)
    {
        var candidate = new Candidate
        {
            Id = reader.GetString(4),
            Role = Name<TrialRole>(reader.GetString(5)),
            Settings = MeasurementJson.ReadSettings(reader.GetString(6)),
        };
        return new TrialRecord(
            reader.GetString(0),
            reader.GetInt32(1),
            reader.GetInt32(2),
            reader.GetInt32(3),
            candidate,
            Name<TrialStatus>(reader.GetString(7)),
            DateTimeOffset.Parse(reader.GetString(8), CultureInfo.InvariantCulture),
            DateTimeOffset.Parse(reader.GetString(9), CultureInfo.InvariantCulture),
            reader.IsDBNull(10) ? null : MeasurementJson.Read(reader.GetString(10)),
            reader.GetString(11));
    }

    // Enum.Parse would take "7" as well.
    private static T Name<T>(string text) where T : struct, Enum =>
        Enum.TryParse<T>(text, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0]) ? value
            : throw new FormatException($"\"{text}\" is not one of {string.Join(", ", Enum.GetNames<T>())}");

    private T Read<T>(string what, Func<SqliteCommand, T> read) => Read(() => what, read);

    /// <summary>What is stored may be damaged in any way; all of them are one kind of failure to a caller.</summary>
    private T Read<T>(Func<string> what, Func<SqliteCommand, T> read)
    {
        try
        {
            using var command = connection.CreateCommand();
            return read(command);
        }
        catch (Exception error) when (error is SqliteException or JsonException or FormatException or ArgumentException or InvalidOperationException or InvalidCastException or OverflowException)
        {
            throw new RunStoreException($"{path}: {what()} cannot be read ({error.Message})", error);
        }
    }

    /// <summary>Without a write-ahead log beside it the file is all there is: <c>immutable</c> keeps SQLite from making files for locks.</summary>
    private static string ReadingText(string path)
    {
        var full = Path.GetFullPath(path).Replace('\\', '/');
        var source = StoreCopy.HasWriteAheadLog(path) ? path
            : $"file:{(full.StartsWith('/') ? "" : "/")}{string.Join('/', full.Split('/').Select(Uri.EscapeDataString))}?immutable=1";
        return new SqliteConnectionStringBuilder { DataSource = source, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString();
    }
}
