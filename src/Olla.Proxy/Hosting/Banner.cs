using System.Runtime.InteropServices;
using Olla.Proxy.Http.Status;

namespace Olla.Proxy.Hosting;

/// <summary>What <c>--version</c> prints.</summary>
internal static class Banner
{
    public static string Full(ProductInfo product) => $"""
        {ProductInfo.Name} {product.Version}
        commit:  {product.Commit}
        built:   {product.Date}
        runtime: {RuntimeInformation.FrameworkDescription}
        system:  {VersionPage.Platform}
        user:    {Environment.UserName}
        """;
}
