namespace Olla.Configuration.Binding;

/// <summary>Turns settings that passed their rules into options.</summary>
internal static class OptionsBinder
{
    public static OllaOptions Bind(BindingContext context)
    {
        var settings = context.Settings;
        var proxy = ProxyBinder.Bind(settings);
        return new()
        {
            Server = ServerBinder.Bind(settings),
            Proxy = proxy,
            Discovery = new()
            {
                Endpoints = new EndpointBinder(context, proxy.ProfileFilter).Bind(),
                ModelDiscovery = ServiceBinder.ModelDiscovery(settings),
            },
            ModelRegistry = ServiceBinder.ModelRegistry(settings),
            ModelAliases = ServiceBinder.ModelAliases(settings),
            Translators = new() { Anthropic = ServiceBinder.Anthropic(settings) },
            Logging = ServiceBinder.Logging(settings),
            Engineering = new() { ShowNerdstats = settings.Boolean("engineering.show_nerdstats", absent: false) },
            Dashboard = ServiceBinder.Dashboard(settings),
        };
    }
}
