namespace Olla.Proxy.Tests.Engines.Scripted;

/// <summary>Every engine test runs against both: the plain one proves the fast one right.</summary>
public sealed class BothEngines : TheoryData<string>
{
    public BothEngines()
    {
        foreach (var name in Names)
        {
            Add(name);
        }
    }

    /// <summary>The names of both.</summary>
    internal static string[] Names { get; } = ["sherpa", "olla"];

    /// <summary>Both engines with each case of a table.</summary>
    internal static IEnumerable<object[]> With<T>(IEnumerable<T> cases) =>
        from engine in Names from one in cases select new object[] { engine, one! };
}
