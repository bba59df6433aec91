namespace Olla.Perf.Load.Http;

/// <summary>One request, ready to be sent.</summary>
internal sealed record PreparedRequest
{
    /// <summary>Head and body.</summary>
    public required ReadOnlyMemory<byte> Bytes { get; init; }
    public required bool Streamed { get; init; }
    /// <summary>The streamed answer is an event stream; else newline-delimited JSON.</summary>
    public required bool EventStream { get; init; }
    /// <summary>Tokens asked for.</summary>
    public required int Tokens { get; init; }
    /// <summary>The client goes away after that many content events; 0 is never.</summary>
    public int AbortAfterEvents { get; init; }
    /// <summary>Pause between two reads of a slow reader.</summary>
    public TimeSpan ReadPause { get; init; }
    /// <summary>Most bytes of one read, up to 16 KB.</summary>
    public int ReadLimit { get; init; } = 16 * 1024;
}
