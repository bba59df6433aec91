using Olla.Proxy.Http.Status;

namespace Olla.Proxy.Hosting;

/// <summary>What a proxy takes from the process it runs in; tests give their own.</summary>
internal sealed record ProxyEnvironment
{
    public TimeProvider Time { get; init; } = TimeProvider.System;

    public required ILoggerFactory Loggers { get; init; }

    /// <summary>Start of all random sequences: jitter, spreading, request ids.</summary>
    public required ulong Seed { get; init; }

    public ProductInfo Product { get; init; } = ProductInfo.OfThisBuild;

    /// <summary>Folder of profile files that override the built-in ones.</summary>
    public string ProfileFolder { get; init; } = Providers.ProfileSource.DefaultFolder;
}
