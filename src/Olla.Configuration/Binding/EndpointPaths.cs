namespace Olla.Configuration.Binding;

/// <summary>Where endpoints are listed.</summary>
internal static class EndpointPaths
{
    public const string List = "discovery.static.endpoints";
    public const string Shorthand = "endpoints";
}
