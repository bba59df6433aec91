namespace Olla.Proxy.Engines.Http1;

/// <summary>What a parser says of the bytes it was shown.</summary>
internal enum HeadVerdict
{
    /// <summary>The blank line has not come yet.</summary>
    Incomplete,
    /// <summary>A whole head that the lane understands in every part.</summary>
    Complete,
    /// <summary>Anything else: for a request, Kestrel judges it; for an answer, it is broken.</summary>
    Refused,
}
