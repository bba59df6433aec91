namespace Olla.Perf.Scenarios;

/// <summary>One thing that is wrong in a scenario file: where, what, what is allowed.</summary>
/// <param name="Line">1-based; zero when the problem has no line.</param>
internal sealed record ScenarioProblem(string Source, int Line, string Message)
{
    public override string ToString() => Line > 0 ? $"{Source}:{Line}: {Message}" : $"{Source}: {Message}";
}
