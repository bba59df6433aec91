using System.Security.Cryptography;
using System.Text;
using HandlebarsDotNet;

namespace Olla.MockBackends.Mappings;

/// <summary>What templates can ask of a backend, beyond what WireMock.Net offers.</summary>
internal static class TemplateFunctions
{
    /// <summary>
    /// Adds <c>{{#each (MockModels)}}…{{this}}…{{/each}}</c>, the names of the backend's models, and <c>{{MockDigest this}}</c>, the digest of one:
    /// models of one digest are the same model under two names.
    /// </summary>
    public static void Register(IHandlebars handlebars, IReadOnlyList<string> models)
    {
        handlebars.RegisterHelper("MockModels", (_, _) => models.ToArray());
        handlebars.RegisterHelper("MockDigest", (_, arguments) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{arguments[0]}"))));
    }
}
