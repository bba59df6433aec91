using Olla.Perf.Results.Log;

namespace Olla.Perf.Load.Http;

/// <summary>
/// What is seen of one request while it runs. Written by one thread at a time. Times are nanoseconds of the monotonic clock
/// (<see cref="Olla.LlmApi.Streaming.EmissionStamp.Now"/>); zero means that it did not happen.
/// </summary>
internal sealed class RequestObservation(int ordinal, int phase, long scheduled)
{
    private const int FirstCapacity = 64;
    private ContentEventRow[] _events = [];
    private int _count;

    /// <summary>Number of the request in its trace; in the warm-up counted apart.</summary>
    public int Ordinal { get; } = ordinal;
    public int Phase { get; } = phase;
    public long Scheduled { get; } = scheduled;
    public long Dispatched { get; set; }
    public long Sent { get; set; }
    public long Headers { get; set; }
    public long FirstByte { get; set; }
    public long FirstEvent { get; set; }
    public long FirstContent { get; set; }
    public long End { get; set; }
    public int Status { get; set; }
    public string Outcome { get; set; } = "";
    /// <summary>For people: the beginning of an error's body, or what was malformed.</summary>
    public string Detail { get; set; } = "";
    public string Endpoint { get; set; } = "";
    /// <summary>Index of the target that the request was sent to.</summary>
    public int Target { get; set; }
    /// <summary>Tokens asked for.</summary>
    public int RequestedTokens { get; set; }
    /// <summary>Tokens that the backend says it made; -1 if it did not say.</summary>
    public int ReportedTokens { get; set; } = -1;
    public long Bytes { get; set; }
    public int Reads { get; set; }
    /// <summary>The stream's own end marker came.</summary>
    public bool EndMarker { get; set; }
    public bool NewConnection { get; set; }

    public ReadOnlySpan<ContentEventRow> Events => _events.AsSpan(0, _count);

    /// <summary>Records a content event. Grows by doubling; a request whose length is known allocates once.</summary>
    public void AddEvent(in ContentEventRow row)
    {
        if (_count == _events.Length)
        {
            Array.Resize(ref _events, Math.Max(RequestedTokens > 0 ? RequestedTokens + 2 : FirstCapacity, _count * 2));
        }

        _events[_count++] = row;
    }
}
