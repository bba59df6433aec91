namespace Olla.Proxy.Http;

/// <summary>The proxy's own routes; provider routes and model lists come from their rooms.</summary>
internal static class LocalRoutes
{
    /// <summary>GET and HEAD, as every page wants it.</summary>
    public static readonly IReadOnlyList<string> ReadOnly = ["GET"];

    public static Route Page(string pattern, RequestHandler handler) => new() { Pattern = pattern, Handler = handler, Methods = ReadOnly, IgnoresBody = true };
}
