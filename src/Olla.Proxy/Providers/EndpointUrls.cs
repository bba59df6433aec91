namespace Olla.Proxy.Providers;

/// <summary>The URLs at which an endpoint itself is asked: its own settings first, then its provider's.</summary>
internal static class EndpointUrls
{
    extension(ProviderCatalog providers)
    {
        /// <summary>Where the endpoint's health is asked.</summary>
        public Uri HealthUrlOf(Endpoint endpoint) => Resolve(endpoint.Url, endpoint.Options.HealthCheckUrl ?? providers.HealthPathOf(endpoint.Type));

        /// <summary>Where the endpoint lists its models.</summary>
        public Uri ModelUrlOf(Endpoint endpoint) => Resolve(endpoint.Url, endpoint.Options.ModelUrl ?? providers.ModelPathOf(endpoint.Type));
    }

    /// <summary>
    /// An absolute value as it is; a relative one behind the base path, whatever <c>preserve_path</c> says, with slashes in between made
    /// one and the base's query kept unless the value has its own.
    /// </summary>
    public static Uri Resolve(Uri baseUrl, string value)
    {
        if (value.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || value.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            return new Uri(value);
        }

        var question = value.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? value : value[..question];
        var query = question < 0 ? baseUrl.Query : value[question..];
        var joined = baseUrl.AbsolutePath.TrimEnd('/') + "/" + path.TrimStart('/');
        return new Uri(baseUrl.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped) + joined + query);
    }
}
