namespace Olla.Proxy.Engines.Olla.Lane;

/// <summary>
/// What the lane asks of the rest of the proxy: who may come in and where a request goes is decided, and what has ended is counted, by
/// the same parts that serve the portable path. Called on the loops' threads: must not block.
/// </summary>
internal interface ILaneGate
{
    /// <summary>
    /// Decides on a whole request that the lane understands. True: it is forwarded, and <paramref name="exchange"/> says where to and
    /// how. False: the connection goes to Kestrel with its bytes untouched, which decides again and answers whatever there is to answer.
    /// </summary>
    bool TryAdmit(in LaneRequest request, LaneExchange exchange);

    /// <summary>
    /// Writes the gate's own lines of an answer's head (each ends in CRLF), such as the request's id; <paramref name="isNamed"/>: the backend
    /// names the request too, and its <c>X-Request-ID</c> goes to the client.
    /// </summary>
    void WriteOwnFields(LaneExchange exchange, bool isNamed, ref ByteWriter writer);

    /// <summary>
    /// An exchange that was admitted is over. Where nothing was committed and the client is still there, its connection has gone to
    /// Kestrel with <paramref name="result"/>, and the handler there counts and answers. A null result: it begins anew there.
    /// </summary>
    void Ended(LaneExchange exchange, ExchangeResult? result);
}
