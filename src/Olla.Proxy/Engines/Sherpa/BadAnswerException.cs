namespace Olla.Proxy.Engines.Sherpa;

/// <summary>A backend's answer breaks the rules of HTTP/1.1; the message says which.</summary>
internal sealed class BadAnswerException(string complaint) : IOException(complaint);
