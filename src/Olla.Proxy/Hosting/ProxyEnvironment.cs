using Olla.Proxy.Http.Dashboard;
using Olla.Proxy.Http.Status;
using Olla.Proxy.Models.Unification;
using Olla.Proxy.Providers;

namespace Olla.Proxy.Hosting;

/// <summary>What a proxy takes from the process it runs in; tests give their own.</summary>
internal sealed record ProxyEnvironment
{
    public TimeProvider Time { get; init; } = TimeProvider.System;

    public required ILoggerFactory Loggers { get; init; }

    /// <summary>Start of all random sequences: jitter, spreading, request ids.</summary>
    public required ulong Seed { get; init; }

    public ProductInfo Product { get; init; } = ProductInfo.OfThisBuild;

    /// <summary>Folder of profile files that override the built-in ones; read where <see cref="Providers"/> is null.</summary>
    public string ProfileFolder { get; init; } = ProfileSource.DefaultFolder;

    /// <summary>The providers at the start, where they were read already; the proxy keeps the object and changes it on reloads.</summary>
    public ProviderCatalog? Providers { get; init; }

    /// <summary>How models of many backends become one catalogue; null for the rules of this build.</summary>
    public ModelRules? ModelRules { get; init; }

    /// <summary>Files of the dashboard; null for those of this build.</summary>
    public DashboardAssets? DashboardAssets { get; init; }
}
