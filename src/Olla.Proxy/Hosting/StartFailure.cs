namespace Olla.Proxy.Hosting;

/// <summary>The proxy cannot start for a reason that a person can mend; the message says which.</summary>
internal sealed class StartFailure(string message, Exception? cause = null) : Exception(message, cause);
