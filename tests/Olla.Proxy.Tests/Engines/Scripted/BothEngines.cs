namespace Olla.Proxy.Tests.Engines.Scripted;

/// <summary>Every engine test runs against both: the plain one proves the fast one right.</summary>
public sealed class BothEngines : TheoryData<string>
{
    public BothEngines()
    {
        Add("sherpa");
        Add("olla");
    }

    /// <summary>Both engines with each case of a table.</summary>
    internal static IEnumerable<object[]> With<T>(IEnumerable<T> cases) =>
        from engine in new[] { "sherpa", "olla" } from one in cases select new object[] { engine, one! };
}
