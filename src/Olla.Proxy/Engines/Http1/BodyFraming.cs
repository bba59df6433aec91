namespace Olla.Proxy.Engines.Http1;

/// <summary>How the end of a backend's body is known.</summary>
internal enum BodyFraming
{
    /// <summary>There is no body.</summary>
    None,

    Length,
    Chunked,

    /// <summary>The end of the connection is the end of the body.</summary>
    UntilClose,
}
