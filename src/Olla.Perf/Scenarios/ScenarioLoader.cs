using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Olla.Perf.Scenarios;

/// <summary>Reads a scenario file into a <see cref="Scenario"/>, or says everything that is wrong with it.</summary>
internal static class ScenarioLoader
{
    private static readonly string[] AllGoals = ["low-latency", "balanced", "high-throughput", "low-memory", "low-cpu"];

    /// <exception cref="ScenarioException">The file is missing, is not YAML or says something that is not allowed.</exception>
    public static Scenario Load(string path)
    {
        if (!File.Exists(path))
        {
            var folder = Path.GetDirectoryName(path) is { Length: > 0 } given ? given : ".";
            var neighbours = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.yaml").Select(Path.GetFileName).OfType<string>() : [];
            throw new ScenarioException($"scenario file not found: {path}{NearestName.Hint(Path.GetFileName(path), neighbours)}");
        }

        return Parse(File.ReadAllText(path), path);
    }

    /// <exception cref="ScenarioException">The text is not YAML or says something that is not allowed.</exception>
    public static Scenario Parse(string text, string source)
    {
        var problems = new List<ScenarioProblem>();
        if (ReadRoot(text, source) is not { } root)
        {
            throw new ScenarioException([new ScenarioProblem(source, 1, "a scenario is a map of keys: name, fleet, workload, load, dimensions, …")]);
        }

        var scenario = Bind(new YamlSection(root, "", source, problems));
        return problems.Count == 0 && scenario is not null ? scenario : throw new ScenarioException(problems);
    }

    private static YamlMappingNode? ReadRoot(string text, string source)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException error)
        {
            var message = error.InnerException?.Message ?? error.Message;
            throw new ScenarioException([new ScenarioProblem(source, (int)error.Start.Line, "not valid YAML: " + message)]);
        }

        return stream.Documents.Count > 0 ? stream.Documents[0].RootNode as YamlMappingNode : null;
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
            Load = WorkloadBinder.BindLoad(root),
            ProxyBase = DimensionBinder.BindBase(root),
            Dimensions = DimensionBinder.BindDimensions(root),
            Slo = WorkloadBinder.BindSlo(root),
            Budget = BindBudget(root),
            Goals = BindGoals(root),
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
            if (AllGoals.Contains(goal))
            {
                goals.Add(goal);
            }
            else
            {
                root.Complain(item, $"goals: \"{goal}\" is no goal; allowed: {string.Join(", ", AllGoals)}{NearestName.Hint(goal, AllGoals)}");
            }
        }

        return goals.Count > 0 ? goals : AllGoals;
    }
}
