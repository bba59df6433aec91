namespace Olla.Perf.Load.Http;

/// <summary>How a request ended, as it stands in the event log. Any other status than 2xx is <c>status_NNN</c>.</summary>
internal static class Outcome
{
    public const string Completed = "completed";
    /// <summary>No connection could be made.</summary>
    public const string Connect = "connect";
    /// <summary>No TLS session could be agreed on: a certificate that is not trusted, for example.</summary>
    public const string Tls = "tls";
    /// <summary>The connection broke (reset, or closed before the head was whole).</summary>
    public const string Reset = "reset";
    /// <summary>The client gave up after the workload's time-out.</summary>
    public const string Timeout = "timeout";
    /// <summary>The bytes were not a well-formed HTTP/1.1 message.</summary>
    public const string Malformed = "malformed";
    /// <summary>The connection ended in the middle of the body: an honest sign that something broke.</summary>
    public const string Cut = "cut";
    /// <summary>The body ended as a whole one, but the stream's own end marker never came: a broken stream dressed as a good one.</summary>
    public const string CleanEndThoughBroken = "clean_end_though_broken";
    /// <summary>The stream carried an error event.</summary>
    public const string StreamError = "stream_error";
    /// <summary>The scenario told the client to go away in mid-stream.</summary>
    public const string ClientAbort = "client_abort";
    /// <summary>Still open when the trial was stopped.</summary>
    public const string Abandoned = "abandoned";

    public static string OfStatus(int status) => status is >= 200 and < 300 ? Completed : string.Intern($"status_{status}");
}
