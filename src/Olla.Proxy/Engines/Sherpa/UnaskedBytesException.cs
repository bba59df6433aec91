namespace Olla.Proxy.Engines.Sherpa;

/// <summary>
/// A connection is in doubt: the backend sent bytes that nobody asked for, or the request before was not sent to its end. Nothing of the
/// next request went out on it.
/// </summary>
internal sealed class UnaskedBytesException() : IOException("bytes behind an answer that nobody asked for");
