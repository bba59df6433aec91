namespace Olla.Proxy.Tests.Keys;

/// <summary>On a test that shows what keys do to a running proxy; keys in tables need none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ShowsKeysAttribute(params string[] keys) : Attribute
{
    /// <summary>Paths as in the table of keys.</summary>
    public IReadOnlyList<string> Keys { get; } = keys;
}
