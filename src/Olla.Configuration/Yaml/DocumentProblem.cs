namespace Olla.Configuration.Yaml;

internal enum DocumentProblemKind { Syntax, DuplicateKey }

/// <summary>What is wrong with a document before any key is looked at.</summary>
/// <param name="Position">Where.</param>
/// <param name="Kind">What sort.</param>
/// <param name="Text">The message, or the key that is there twice.</param>
/// <param name="First">Where the key stood first.</param>
internal sealed record DocumentProblem(Position Position, DocumentProblemKind Kind, string Text, Position First = default);
