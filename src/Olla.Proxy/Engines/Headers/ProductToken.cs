namespace Olla.Proxy.Engines.Headers;

/// <summary>How this proxy names itself to clients and backends.</summary>
internal static class ProductToken
{
    /// <summary>Major, minor and patch, such as <c>0.1.0</c>.</summary>
    public static string Version { get; } = ReadVersion();

    /// <summary>Value of <c>X-Served-By</c> and <c>X-Proxied-By</c>.</summary>
    public static string Value { get; } = "olla-perf/" + Version;

    /// <summary>Our element of a <c>Via</c> list.</summary>
    public static string Via { get; } = "1.1 " + Value;

    private static string ReadVersion()
    {
        var version = typeof(ProductToken).Assembly.GetName().Version ?? new Version(0, 0, 0);
        return version.ToString(3);
    }
}
