using HandlebarsDotNet;

namespace Olla.MockBackends.Mappings;

/// <summary>What templates can ask of a backend, beyond what WireMock.Net offers.</summary>
internal static class TemplateFunctions
{
    /// <summary>Adds <c>{{#each (MockModels)}}…{{this}}…{{/each}}</c>: the names of the backend's models.</summary>
    public static void Register(IHandlebars handlebars, IReadOnlyList<string> models) =>
        handlebars.RegisterHelper("MockModels", (_, _) => models.ToArray());
}
