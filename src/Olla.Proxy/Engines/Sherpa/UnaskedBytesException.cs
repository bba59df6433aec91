namespace Olla.Proxy.Engines.Sherpa;

/// <summary>A backend sent bytes that nobody asked for; nothing of the next request went out on that connection.</summary>
internal sealed class UnaskedBytesException() : IOException("bytes behind an answer that nobody asked for");
