namespace Olla.Proxy.Http.Translated;

/// <summary>How messages about a backend's failure begin.</summary>
internal static class GatewayErrors
{
    /// <summary>Clients of each API know their own spelling.</summary>
    public static string PrefixFor(RequestScope scope) => scope.ErrorFormat == ErrorFormat.Anthropic ? "proxy error: " : "Proxy error: ";
}
