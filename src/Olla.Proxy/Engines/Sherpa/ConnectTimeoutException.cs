namespace Olla.Proxy.Engines.Sherpa;

/// <summary>A connection was not made in time; a type of its own so that it is told from a refusal.</summary>
internal sealed class ConnectTimeoutException() : IOException("the connection was not made in time");
