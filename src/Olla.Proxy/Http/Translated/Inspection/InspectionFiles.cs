using System.Globalization;
using System.Text.Json;

namespace Olla.Proxy.Http.Translated.Inspection;

/// <summary>
/// The files of the inspector: <c>FOLDER/yyyy-MM-dd/SESSION.jsonl</c>, one line an entry, for nobody but their owner. Used by one task.
/// </summary>
internal sealed class InspectionFiles
{
    /// <summary>Clients name sessions: beyond this many a day, new ones go to the default's file.</summary>
    private const int MostSessions = 1000;

    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly HashSet<string> _sessions = new(StringComparer.Ordinal);
    private string _day = "";

    /// <summary>Makes the folder and tries whether it can be written to.</summary>
    /// <exception cref="IOException">It cannot.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not.</exception>
    public static void Prepare(string folder)
    {
        Create(folder);
        var probe = Path.Combine(folder, ".olla-" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture));
        using (Open(probe, FileOptions.DeleteOnClose))
        {
            // That it can be made is all there is to know.
        }
    }

    /// <summary>Appends an entry.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    /// <exception cref="UnauthorizedAccessException">The file belongs to somebody else.</exception>
    /// <exception cref="JsonException">The body is no JSON.</exception>
    public void Write(in InspectionEntry entry)
    {
        var body = entry.Kind == InspectionKind.StreamedAnswer ? StreamedMessage.Assemble(entry.Body) : entry.Body;
        if (body is null)
        {
            return;
        }

        var day = entry.At.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var folder = Path.Combine(entry.Folder, day);
        var line = LineOf(entry, body);
        Create(folder);
        using var file = Open(Path.Combine(folder, FileOf(entry.Session, day) + ".jsonl"), FileOptions.None);
        file.Write(line);
    }

    private string FileOf(string session, string day)
    {
        if (day != _day)
        {
            _sessions.Clear();
            _day = day;
        }

        return _sessions.Contains(session) || (_sessions.Count < MostSessions && _sessions.Add(session)) ? session : SessionName.Default;
    }

    private static byte[] LineOf(InspectionEntry entry, byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        var line = JsonBody.Bytes(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, entry.Kind == InspectionKind.Request ? "request"u8 : "response"u8);
            writer.WriteString("ts"u8, entry.At.UtcDateTime);
            if (entry.Kind == InspectionKind.Request && root.TryGetProperty("model"u8, out var model))
            {
                writer.WritePropertyName("model"u8);
                model.WriteTo(writer);
            }

            writer.WritePropertyName("body"u8);
            CredentialFields.Copy(root, writer);
            writer.WriteEndObject();
        });
        return [.. line, (byte)'\n'];
    }

    private static void Create(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerFolder);
        }
    }

    private static FileStream Open(string file, FileOptions options)
    {
        var how = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.Read, Options = options, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = OwnerFile;
        }

        return new FileStream(file, how);
    }
}
