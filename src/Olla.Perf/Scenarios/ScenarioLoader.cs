using YamlDotNet.RepresentationModel;

namespace Olla.Perf.Scenarios;

/// <summary>Reads a scenario file into a <see cref="Scenario"/>, or says everything that is wrong with it.</summary>
internal static class ScenarioLoader
{
    /// <exception cref="ScenarioException">The file is missing, is not YAML or says something that is not allowed.</exception>
    public static Scenario Load(string path) => Parse(ReadFile(path), path);

    /// <summary>The file's text, or, if it includes others or uses variables, one text that says the same without them.</summary>
    /// <exception cref="ScenarioException">As for <see cref="Load"/>.</exception>
    public static string Resolve(string path)
    {
        var text = ReadFile(path);
        var document = ScenarioDocument.Read(text, path, [], Environment.GetEnvironmentVariable);
        return document.IsVerbatim || document.Root is null ? text : document.ToText();
    }

    /// <exception cref="ScenarioException">The text is not YAML or says something that is not allowed.</exception>
    public static Scenario Parse(string text, string source) => Parse(text, source, Environment.GetEnvironmentVariable);

    /// <param name="variable">Finds what <c>${NAME}</c> stands for; null if nothing.</param>
    /// <exception cref="ScenarioException">The text is not YAML or says something that is not allowed.</exception>
    public static Scenario Parse(string text, string source, Func<string, string?> variable)
    {
        var problems = new List<ScenarioProblem>();
        var document = ScenarioDocument.Read(text, source, problems, variable);
        if (document.Root is null)
        {
            throw new ScenarioException([new ScenarioProblem(source, 1, "a scenario is a map of keys: name, fleet, workload, load, dimensions, …")]);
        }

        var scenario = Bind(new YamlSection(document.Root, "", document, problems));
        return problems.Count == 0 && scenario is not null ? scenario : throw new ScenarioException(problems);
    }

    private static string ReadFile(string path)
    {
        if (File.Exists(path))
        {
            return File.ReadAllText(path);
        }

        var folder = Path.GetDirectoryName(path) is { Length: > 0 } given ? given : ".";
        var neighbours = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.yaml").Select(Path.GetFileName).OfType<string>() : [];
        throw new ScenarioException($"scenario file not found: {path}{NearestName.Hint(Path.GetFileName(path), neighbours)}");
    }

    private static Scenario? Bind(YamlSection root)
    {
        var name = root.RequiredText("name") ?? "";
        if (name.Length > 0 && !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'))
        {
            root.Complain(root.Node("name"), $"name: \"{name}\" is not allowed; allowed: letters, digits and dashes");
        }

        var scenario = new Scenario
        {
            Name = name,
            Description = root.Text("description", ""),
            Seed = root.Seed("seed", 1),
            Fleet = FleetBinder.Bind(root),
            Workload = WorkloadBinder.BindWorkload(root),
            Tls = TlsBinder.Bind(root),
            Load = WorkloadBinder.BindLoad(root),
            ProxyBase = DimensionBinder.BindBase(root),
            Dimensions = DimensionBinder.BindDimensions(root),
            Excluded = DimensionBinder.BindExcluded(root),
            Slo = WorkloadBinder.BindSlo(root),
            Budget = BindBudget(root),
            Goals = BindGoals(root),
            RuntimeEvents = root.Flag("runtime_events", false),
            EquivalenceMargin = root.Number("equivalence_margin", 0.05, 0.001, 0.5),
        };
        root.RejectUnknown();
        return scenario;
    }

    private static BudgetPlan BindBudget(YamlSection root)
    {
        if (root.Section("budget") is not { } section)
        {
            return new BudgetPlan();
        }

        var budget = new BudgetPlan
        {
            Blocks = section.Integer("blocks", 4, 1, 10_000),
            Time = section.Duration("time", TimeSpan.Zero),
            Race = section.Flag("race", true),
            Confidence = section.Number("confidence", 0.95, 0.5, 0.9999),
        };
        section.RejectUnknown();
        return budget;
    }

    private static IReadOnlyList<string> BindGoals(YamlSection root)
    {
        var goals = new List<string>();
        foreach (var item in root.Items("goals"))
        {
            var goal = (item as YamlScalarNode)?.Value ?? "";
            if (ScenarioTerms.Goals.Contains(goal))
            {
                goals.Add(goal);
            }
            else
            {
                root.Complain(item, $"goals: \"{goal}\" is no goal; allowed: {string.Join(", ", ScenarioTerms.Goals)}{NearestName.Hint(goal, ScenarioTerms.Goals)}");
            }
        }

        return goals.Count > 0 ? goals : ScenarioTerms.Goals;
    }
}
