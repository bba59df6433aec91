namespace Olla.Proxy.Tests.Engines.Scripted;

/// <summary>Every engine test runs against both, and the fast one with and without its event loops: the plain one proves the fast ones right.</summary>
public sealed class BothEngines : TheoryData<string>
{
    public BothEngines()
    {
        foreach (var name in Names)
        {
            Add(name);
        }
    }

    /// <summary>Names that <see cref="EngineHost"/> understands; the loops exist on Linux only.</summary>
    internal static string[] Names { get; } = OperatingSystem.IsLinux() ? ["sherpa", "olla", EngineHost.Lane] : ["sherpa", "olla"];

    /// <summary>Both engines with each case of a table.</summary>
    internal static IEnumerable<object[]> With<T>(IEnumerable<T> cases) =>
        from engine in Names from one in cases select new object[] { engine, one! };
}
