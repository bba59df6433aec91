namespace Olla.Proxy.Engines.Http1;

/// <summary>How much a backend may say before its body, on every relay.</summary>
internal static class HeadLimits
{
    /// <summary>Bytes of one head.</summary>
    public const int MaximumSize = 64 * 1024;

    /// <summary>Field lines of one head.</summary>
    public const int MaximumFields = 512;

    /// <summary>Interim answers before the one that counts.</summary>
    public const int MaximumInterim = 16;
}
