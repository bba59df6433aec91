namespace Olla.LlmApi.Streaming;

/// <summary>One event of an event stream. The spans are valid until the splitter is called again or the read buffer changes.</summary>
public readonly ref struct ServerSentEvent
{
    internal ServerSentEvent(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Type = type;
        Data = data;
    }

    /// <summary>The value of the <c>event</c> field; empty if there was none, which means <c>message</c>.</summary>
    public ReadOnlySpan<byte> Type { get; }

    /// <summary>The values of the <c>data</c> fields, joined by line feeds.</summary>
    public ReadOnlySpan<byte> Data { get; }
}
