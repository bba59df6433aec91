using System.Globalization;
using Microsoft.Data.Sqlite;
using Olla.Perf.Analysis.Gates;
using Olla.Perf.Sweeps;

namespace Olla.Perf.Results.Store;

/// <summary>
/// The file <c>run.sqlite</c> of one run. A trial is one row, written in one transaction when it has finished and never changed, so that
/// a process killed at any moment leaves finished trials and nothing else.
/// </summary>
internal sealed class RunStore : IDisposable
{
    /// <summary>Raised whenever a stored table changes its meaning.</summary>
    private const int SchemaVersion = 1;

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

    private RunStore(SqliteConnection connection) => this.connection = connection;

    /// <summary>Opens the store, making it if it does not exist.</summary>
    /// <exception cref="RunStoreException">The file is no store, or comes from a newer version.</exception>
    public static RunStore Open(string path)
    {
        // Pooling would keep the file open after Dispose, and a run's folder could not be moved.
        var text = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString();
        var connection = new SqliteConnection(text);
        try
        {
            connection.Open();
            var store = new RunStore(connection);
            store.Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=5000;");
            store.Execute(Schema);
            store.CheckVersion(path);
            return store;
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw new RunStoreException($"{path}: not a run of olla-perf ({error.Message})", error);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Something about the whole run: <c>scenario</c>, <c>hardware</c>, <c>started</c>, …</summary>
    public void SetFact(string name, string value)
    {
        using var command = Prepare("INSERT INTO facts(name, value) VALUES ($name, $value) ON CONFLICT(name) DO UPDATE SET value = excluded.value");
        command.Parameters.AddWithValue("$name", name);
        command.Parameters.AddWithValue("$value", value);
        command.ExecuteNonQuery();
    }

    public string? FindFact(string name)
    {
        using var command = Prepare("SELECT value FROM facts WHERE name = $name");
        command.Parameters.AddWithValue("$name", name);
        return command.ExecuteScalar() as string;
    }

    public void Add(TrialRecord trial)
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
    }

    /// <summary>How many trials there are, and how many of them are void or failed.</summary>
    public (int All, int Unusable) CountTrials()
    {
        using var command = Prepare("SELECT COUNT(*), COALESCE(SUM(status <> 'Done'), 0) FROM trials");
        using var reader = command.ExecuteReader();
        reader.Read();
        return (reader.GetInt32(0), reader.GetInt32(1));
    }

    /// <summary>Every trial, in the order they were run.</summary>
    public IReadOnlyList<TrialRecord> ReadTrials()
    {
        using var command = Prepare(
            "SELECT key, attempt, block, position, candidate, role, settings, status, started, finished, measurement, error FROM trials ORDER BY rowid");
        using var reader = command.ExecuteReader();
        var trials = new List<TrialRecord>();
        while (reader.Read())
        {
            var candidate = new Candidate
            {
                Id = reader.GetString(4),
                Role = Enum.Parse<TrialRole>(reader.GetString(5)),
                Settings = MeasurementJson.ReadSettings(reader.GetString(6)),
            };
            trials.Add(new TrialRecord(
                reader.GetString(0),
                reader.GetInt32(1),
                reader.GetInt32(2),
                reader.GetInt32(3),
                candidate,
                Enum.Parse<TrialStatus>(reader.GetString(7)),
                DateTimeOffset.Parse(reader.GetString(8), CultureInfo.InvariantCulture),
                DateTimeOffset.Parse(reader.GetString(9), CultureInfo.InvariantCulture),
                reader.IsDBNull(10) ? null : MeasurementJson.Read(reader.GetString(10)),
                reader.GetString(11)));
        }

        return trials;
    }

    /// <summary>All that was decided after one block, or nothing.</summary>
    public void AddDrops(IReadOnlyList<CandidateDrop> drops)
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
    }

    public IReadOnlyList<CandidateDrop> ReadDrops()
    {
        using var command = Prepare("SELECT candidate, after_block, reason FROM drops ORDER BY rowid");
        using var reader = command.ExecuteReader();
        var drops = new List<CandidateDrop>();
        while (reader.Read())
        {
            drops.Add(new CandidateDrop(reader.GetString(0), reader.GetInt32(1), reader.GetString(2)));
        }

        return drops;
    }

    /// <summary>The highest block of any trial, finished or not; zero before the first.</summary>
    public int LastBlock()
    {
        using var command = Prepare("SELECT COALESCE(MAX(block), 0) FROM trials");
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>One gate of a series that has come to its end.</summary>
    public void AddGate(GateRecord gate)
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
    }

    public IReadOnlyList<GateRecord> ReadGates()
    {
        using var command = Prepare("SELECT number, first_block, verdict, headline, pairs, lost, seconds FROM gates ORDER BY number");
        using var reader = command.ExecuteReader();
        var gates = new List<GateRecord>();
        while (reader.Read())
        {
            gates.Add(new GateRecord(
                reader.GetInt32(0), reader.GetInt32(1), Enum.Parse<GateVerdict>(reader.GetString(2)), reader.GetString(3), reader.GetInt32(4), reader.GetInt32(5), reader.GetDouble(6)));
        }

        return gates;
    }

    public void Dispose() => connection.Dispose();

    private void CheckVersion(string path)
    {
        var version = FindFact("schema_version");
        if (version is null)
        {
            SetFact("schema_version", SchemaVersion.ToString(CultureInfo.InvariantCulture));
        }
        else if (version != SchemaVersion.ToString(CultureInfo.InvariantCulture))
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
