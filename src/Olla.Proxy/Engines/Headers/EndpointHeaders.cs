using System.Collections.Frozen;
using Olla.Configuration;

namespace Olla.Proxy.Engines.Headers;

/// <summary>The fields an endpoint's configuration adds to every request, worked out once.</summary>
internal sealed class EndpointHeaders
{
    private readonly FrozenSet<string> _names;

    public EndpointHeaders(EndpointOptions options)
    {
        var fields = new List<HeaderOption>();
        foreach (var header in options.Headers)
        {
            // Where an endpoint names its credential twice, the one from `auth` wins.
            if (!string.Equals(header.Name, options.AuthHeader?.Name, StringComparison.OrdinalIgnoreCase))
            {
                fields.Add(header);
            }
        }

        if (options.AuthHeader is { } auth)
        {
            fields.Add(auth);
        }

        Fields = [.. fields];
        _names = fields.Select(field => field.Name).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        Authority = options.Url.IsDefaultPort ? options.Url.Host : options.Url.Authority;
        BackendType = HeaderText.Safe(options.ConfiguredType.Length > 0 ? options.ConfiguredType : options.Type);
        DisplayName = HeaderText.Safe(options.Name);
    }

    /// <summary>What is set on every request, the credential last.</summary>
    public HeaderOption[] Fields { get; }

    /// <summary>Value of <c>Host</c> towards the backend.</summary>
    public string Authority { get; }

    /// <summary>Value of <c>X-Olla-Endpoint</c>.</summary>
    public string DisplayName { get; }

    /// <summary>Value of <c>X-Olla-Backend-Type</c>.</summary>
    public string BackendType { get; }

    /// <summary>Whether the endpoint sets this field, so that neither a client's nor a backend's value of it may pass.</summary>
    public bool Owns(string name) => Fields.Length > 0 && _names.Contains(name);
}
