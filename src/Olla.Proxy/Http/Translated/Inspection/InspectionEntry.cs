namespace Olla.Proxy.Http.Translated.Inspection;

/// <summary>What a line of an inspector's file is about.</summary>
internal enum InspectionKind
{
    /// <summary>What the client sent.</summary>
    Request,

    /// <summary>A whole message that the client got.</summary>
    Answer,

    /// <summary>The events of a streamed message that the client got; the line holds the message they amount to.</summary>
    StreamedAnswer,
}

/// <summary>One line to be written.</summary>
/// <param name="Folder">As configured when the request came.</param>
/// <param name="Session">A name that is safe for a file.</param>
/// <param name="Kind">What <paramref name="Body"/> is.</param>
/// <param name="At">When it was complete.</param>
/// <param name="Body">JSON, or the bytes of an event stream.</param>
internal readonly record struct InspectionEntry(string Folder, string Session, InspectionKind Kind, DateTimeOffset At, byte[] Body);
