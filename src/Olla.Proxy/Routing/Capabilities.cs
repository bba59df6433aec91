namespace Olla.Proxy.Routing;

/// <summary>What a request's body shows that its model must be able to do.</summary>
[Flags]
internal enum Capabilities
{
    None = 0,
    Vision = 1,
    Functions = 2,
    Embeddings = 4,
    Code = 8,
}

/// <summary>The names under which the model registry files each capability.</summary>
internal static class CapabilityNames
{
    public static IReadOnlyList<(Capabilities Capability, string[] Names)> All { get; } =
    [
        (Capabilities.Vision, ["vision"]),
        (Capabilities.Functions, ["function_calling", "tools"]),
        (Capabilities.Embeddings, ["embeddings"]),
        (Capabilities.Code, ["code", "code_generation"]),
    ];
}
