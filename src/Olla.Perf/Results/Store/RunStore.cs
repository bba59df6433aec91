using System.Globalization;
using Microsoft.Data.Sqlite;
using Olla.Perf.Analysis.Gates;
using Olla.Perf.Sweeps;

namespace Olla.Perf.Results.Store;

/// <summary>
/// The file <c>run.sqlite</c> of one run. A trial is one row, written in one transaction when it has finished and never changed, so that
/// a process killed at any moment leaves finished trials and nothing else.
/// </summary>
internal sealed partial class RunStore : IDisposable
{
    /// <summary>Raised whenever a stored table changes its meaning.</summary>
    private const int SchemaVersion = 1;

    /// <summary>What SQLite says of a file that is none of its own.</summary>
    private const int NoDatabase = 26;

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS trials (
          key TEXT NOT NULL, attempt INTEGER NOT NULL, block INTEGER NOT NULL, position INTEGER NOT NULL,
          candidate TEXT NOT NULL, role TEXT NOT NULL, settings TEXT NOT NULL, status TEXT NOT NULL,
          started TEXT NOT NULL, finished TEXT NOT NULL, measurement TEXT, error TEXT NOT NULL,
          PRIMARY KEY (key, attempt));
        CREATE TABLE IF NOT EXISTS drops (candidate TEXT PRIMARY KEY, after_block INTEGER NOT NULL, reason TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS gates (
          number INTEGER PRIMARY KEY, first_block INTEGER NOT NULL, verdict TEXT NOT NULL, headline TEXT NOT NULL,
          pairs INTEGER NOT NULL, lost INTEGER NOT NULL, seconds REAL NOT NULL);
        """;

    private readonly SqliteConnection connection;
    private readonly string path;

    /// <summary>A copy that was made for reading; null where the run's own file is open.</summary>
    private readonly StoreCopy? copy;

    private RunStore(SqliteConnection connection, string path, StoreCopy? copy = null) => (this.connection, this.path, this.copy) = (connection, path, copy);

    /// <summary>Opens the store for writing, making it if it does not exist.</summary>
    /// <exception cref="RunStoreException">The file is no store, comes from another version, or cannot be written.</exception>
    public static RunStore Open(string path)
    {
        // Pooling would keep the file open after Dispose, and a run's folder could not be moved.
        var text = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString();
        var connection = new SqliteConnection(text);
        try
        {
            connection.Open();
            var store = new RunStore(connection, path);
            store.Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=5000;");
            store.Execute(Schema);
            store.CheckVersion(path);
            return store;
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw new RunStoreException(error.SqliteErrorCode == NoDatabase ? $"{path}: not a run of olla-perf ({error.Message})" : Unwritable(path, error), error);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Something about the whole run: <c>scenario</c>, <c>hardware</c>, <c>started</c>, …</summary>
    /// <exception cref="RunStoreException">It cannot be written.</exception>
    public void SetFact(string name, string value) => Write(() =>
    {
        using var command = Prepare("INSERT INTO facts(name, value) VALUES ($name, $value) ON CONFLICT(name) DO UPDATE SET value = excluded.value");
        command.Parameters.AddWithValue("$name", name);
        command.Parameters.AddWithValue("$value", value);
        command.ExecuteNonQuery();
    });

    /// <exception cref="RunStoreException">It cannot be written.</exception>
    public void Add(TrialRecord trial) => Write(() =>
    {
        using var transaction = connection.BeginTransaction();
        using var command = Prepare("""
            INSERT INTO trials(key, attempt, block, position, candidate, role, settings, status, started, finished, measurement, error)
            VALUES ($key, $attempt, $block, $position, $candidate, $role, $settings, $status, $started, $finished, $measurement, $error)
            """);
        command.Transaction = transaction;
        command.Parameters.AddWithValue("$key", trial.Key);
        command.Parameters.AddWithValue("$attempt", trial.Attempt);
        command.Parameters.AddWithValue("$block", trial.Block);
        command.Parameters.AddWithValue("$position", trial.Position);
        command.Parameters.AddWithValue("$candidate", trial.Candidate.Id);
        command.Parameters.AddWithValue("$role", trial.Candidate.Role.ToString());
        command.Parameters.AddWithValue("$settings", MeasurementJson.WriteSettings(trial.Candidate.Settings));
        command.Parameters.AddWithValue("$status", trial.Status.ToString());
        command.Parameters.AddWithValue("$started", trial.Started.ToString("O", CultureInfo.InvariantCulture));
        command.Parameters.AddWithValue("$finished", trial.Finished.ToString("O", CultureInfo.InvariantCulture));
        command.Parameters.AddWithValue("$measurement", trial.Measurement is { } measured ? MeasurementJson.Write(measured) : DBNull.Value);
        command.Parameters.AddWithValue("$error", trial.Error);
        command.ExecuteNonQuery();
        transaction.Commit();
    });

    /// <summary>All that was decided after one block, or nothing.</summary>
    /// <exception cref="RunStoreException">It cannot be written.</exception>
    public void AddDrops(IReadOnlyList<CandidateDrop> drops) => Write(() =>
    {
        using var transaction = connection.BeginTransaction();
        foreach (var drop in drops)
        {
            using var command = Prepare("INSERT OR IGNORE INTO drops(candidate, after_block, reason) VALUES ($candidate, $block, $reason)");
            command.Transaction = transaction;
            command.Parameters.AddWithValue("$candidate", drop.CandidateId);
            command.Parameters.AddWithValue("$block", drop.AfterBlock);
            command.Parameters.AddWithValue("$reason", drop.Reason);
            command.ExecuteNonQuery();
        }

        transaction.Commit();
    });

    /// <summary>One gate of a series that has come to its end.</summary>
    /// <exception cref="RunStoreException">It cannot be written.</exception>
    public void AddGate(GateRecord gate) => Write(() =>
    {
        using var command = Prepare("INSERT INTO gates(number, first_block, verdict, headline, pairs, lost, seconds) VALUES ($number, $block, $verdict, $headline, $pairs, $lost, $seconds)");
        command.Parameters.AddWithValue("$number", gate.Number);
        command.Parameters.AddWithValue("$block", gate.FirstBlock);
        command.Parameters.AddWithValue("$verdict", gate.Verdict.ToString());
        command.Parameters.AddWithValue("$headline", gate.Headline);
        command.Parameters.AddWithValue("$pairs", gate.Pairs);
        command.Parameters.AddWithValue("$lost", gate.LostPairs);
        command.Parameters.AddWithValue("$seconds", gate.Seconds);
        command.ExecuteNonQuery();
    });

    public void Dispose()
    {
        connection.Dispose();
        copy?.Dispose();
    }

    private void Write(Action write)
    {
        try
        {
            write();
        }
        catch (SqliteException error)
        {
            throw new RunStoreException(Unwritable(path, error), error);
        }
    }

    private static string Unwritable(string path, SqliteException error) => $"{path}: the run cannot be stored ({error.Message})";

    private void CheckVersion(string path)
    {
        var version = FindFact("schema_version");
        if (version is null)
        {
            SetFact("schema_version", SchemaVersion.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            RefuseOtherVersion(path, version);
        }
    }

    private static void RefuseOtherVersion(string path, string version)
    {
        if (version != SchemaVersion.ToString(CultureInfo.InvariantCulture))
        {
            throw new RunStoreException($"{path}: written by another version (schema {version}, this program reads {SchemaVersion})");
        }
    }

    private void Execute(string sql)
    {
        using var command = Prepare(sql);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Prepare(string sql)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every text is a constant of this file; values are parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
