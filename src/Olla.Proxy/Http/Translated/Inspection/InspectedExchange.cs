using System.Buffers;

namespace Olla.Proxy.Http.Translated.Inspection;

/// <summary>One exchange of a client's that is written down. Serves one request, from one thread at a time.</summary>
internal sealed class InspectedExchange(InspectionLog log, string folder, string session)
{
    /// <summary>Bytes of events that are kept until the stream ends; a longer answer is not written down.</summary>
    private const int LongestStream = 16 * 1024 * 1024;

    private CopyingWriter? _events;

    /// <summary>The request is good and goes to a backend.</summary>
    public void Requested(ReadOnlyMemory<byte> body) => log.Add(folder, session, InspectionKind.Request, body);

    /// <summary>The client got a whole message.</summary>
    public void Answered(ReadOnlyMemory<byte> message) => log.Add(folder, session, InspectionKind.Answer, message);

    /// <summary>Where the events of a streamed message are to be written on their way to <paramref name="client"/>.</summary>
    public IBufferWriter<byte> Watch(IBufferWriter<byte> client) => _events = new CopyingWriter(client, LongestStream);

    /// <summary>The streamed message came to its end.</summary>
    public void StreamEnded()
    {
        if (_events is { Copy: { IsEmpty: false } events })
        {
            log.Add(folder, session, InspectionKind.StreamedAnswer, events);
        }
    }
}
