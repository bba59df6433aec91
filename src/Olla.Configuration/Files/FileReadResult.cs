namespace Olla.Configuration.Files;

/// <summary>How reading a file went.</summary>
public enum FileReadStatus { Read, Missing, Unreadable }

/// <summary>Reads a whole file; never throws for what a person can cause.</summary>
/// <param name="path">Absolute path.</param>
public delegate FileReadResult FileReader(string path);

/// <summary>A file's content, or why there is none.</summary>
/// <param name="Status">Whether there is content.</param>
/// <param name="Content">The bytes; empty unless read.</param>
/// <param name="Reason">Why an existing file could not be read; empty otherwise.</param>
public sealed record FileReadResult(FileReadStatus Status, ReadOnlyMemory<byte> Content, string Reason)
{
    public static FileReadResult Missing { get; } = new(FileReadStatus.Missing, default, "");

    public static FileReadResult Of(ReadOnlyMemory<byte> content) => new(FileReadStatus.Read, content, "");

    public static FileReadResult Unreadable(string reason) => new(FileReadStatus.Unreadable, default, reason);
}
