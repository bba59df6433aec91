namespace Olla.Perf.Scenarios;

/// <summary>A scenario that cannot be used. The message lists every problem, one a line.</summary>
internal sealed class ScenarioException : Exception
{
    public ScenarioException(IReadOnlyList<ScenarioProblem> problems)
        : base(string.Join(Environment.NewLine, problems.OrderBy(problem => problem.Line))) => Problems = problems;

    public ScenarioException(string message) : base(message) => Problems = [];

    public ScenarioException(string message, Exception inner) : base(message, inner) => Problems = [];

    public ScenarioException() : this("the scenario cannot be used")
    {
    }

    public IReadOnlyList<ScenarioProblem> Problems { get; }
}
