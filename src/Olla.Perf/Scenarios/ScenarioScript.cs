using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Olla.Perf.Scenarios;

/// <summary>
/// A scenario written in C#, for what YAML cannot say: loads that are computed, combinations that a condition rules out. It becomes an
/// ordinary scenario file, so that a run can be looked at, reported and resumed like any other.
/// </summary>
/// <example>
/// <code>
/// #:project ../src/Olla.Perf/Olla.Perf.csproj
/// #:property PublishAot=false
/// #:property RestorePackagesWithLockFile=false
/// using Olla.Perf.Scenarios;
///
/// return await new ScenarioScript("evening", "More and more clients")
///     .Mock("one", timeToFirstToken: "20ms", interTokenTime: "5ms")
///     .Sweep("proxy.engine", "sherpa", "olla")
///     .Inject(rate: 50, TimeSpan.FromSeconds(1))
///     .RunAsync(args);
/// </code>
/// </example>
/// <param name="name">Letters, digits and dashes.</param>
/// <param name="description">One line for people.</param>
public sealed class ScenarioScript(string name, string description)
{
    private readonly List<string> _mocks = [];
    private readonly List<string> _phases = [];
    private readonly List<(string Key, IReadOnlyList<string> Values)> _dimensions = [];
    private readonly List<Func<IReadOnlyDictionary<string, string>, bool>> _forbidden = [];
    private readonly List<string> _sections = [];

    /// <summary>Adds a mock backend.</summary>
    /// <param name="backend">How reports call it.</param>
    /// <param name="timeToFirstToken">A time or a distribution, as in a scenario file: <c>20ms</c>, <c>lognormal(mean=20ms, cv=0.5)</c>.</param>
    /// <param name="interTokenTime">The same, between tokens.</param>
    /// <param name="slots">Requests served at once; 0 is unlimited.</param>
    public ScenarioScript Mock(string backend, string timeToFirstToken = "20ms", string interTokenTime = "10ms", int slots = 0)
    {
        _mocks.Add(string.Create(CultureInfo.InvariantCulture, $"{{name: {Quote(backend)}, ttft: {Quote(timeToFirstToken)}, itl: {Quote(interTokenTime)}, slots: {slots}}}"));
        return this;
    }

    /// <summary>Adds a phase of load: requests arrive at random at this rate (open model).</summary>
    /// <param name="rate">Requests a second.</param>
    /// <param name="during">How long.</param>
    public ScenarioScript Inject(double rate, TimeSpan during)
    {
        _phases.Add(string.Create(CultureInfo.InvariantCulture, $"inject: {{rate: {rate:0.###}, during: {during.TotalMilliseconds:0}ms}}"));
        return this;
    }

    /// <summary>Adds a phase of load: so many clients, each sending its next request when the last is answered (closed model).</summary>
    public ScenarioScript KeepConstant(int copies, TimeSpan during)
    {
        _phases.Add(string.Create(CultureInfo.InvariantCulture, $"keep_constant: {{copies: {copies}, during: {during.TotalMilliseconds:0}ms}}"));
        return this;
    }

    /// <summary>Sweeps a key of the proxy over values.</summary>
    public ScenarioScript Sweep(string key, params IEnumerable<string> values)
    {
        _dimensions.Add((key, [.. values]));
        return this;
    }

    /// <summary>Rules out every combination of swept values for which <paramref name="forbidden"/> is true.</summary>
    public ScenarioScript Exclude(Func<IReadOnlyDictionary<string, string>, bool> forbidden)
    {
        _forbidden.Add(forbidden);
        return this;
    }

    /// <summary>Adds a whole section as it would stand in a scenario file: <c>workload: {output_tokens: 32}</c>, <c>budget: {blocks: 8}</c>.</summary>
    public ScenarioScript Section(string yaml)
    {
        _sections.Add(yaml.TrimEnd());
        return this;
    }

    /// <summary>The scenario file that this is.</summary>
    public string ToYaml()
    {
        var text = new StringBuilder();
        text.Append($"name: {Quote(name)}\ndescription: {Quote(description)}\nfleet:\n  mocks:\n");
        _mocks.ForEach(mock => text.Append($"    - {mock}\n"));
        text.Append("load:\n  phases:\n");
        _phases.ForEach(phase => text.Append($"    - {phase}\n"));
        if (_dimensions.Count > 0)
        {
            text.Append("dimensions:\n");
            _dimensions.ForEach(dimension => text.Append($"  {Quote(dimension.Key)}: [{string.Join(", ", dimension.Values.Select(Quote))}]\n"));
        }

        var excluded = Combinations().Where(settings => _forbidden.Exists(forbidden => forbidden(settings))).ToList();
        if (excluded.Count > 0)
        {
            text.Append("exclude:\n");
            excluded.ForEach(settings => text.Append($"  - {{{string.Join(", ", settings.Select(pair => $"{Quote(pair.Key)}: {Quote(pair.Value)}"))}}}\n"));
        }

        _sections.ForEach(section => text.Append(section).Append('\n'));
        return text.ToString();
    }

    /// <summary>Sweeps it, as <c>olla-perf sweep</c> would.</summary>
    /// <param name="arguments">Options of that command, such as <c>--dry-run</c> or <c>--blocks 2</c>.</param>
    /// <returns>The exit code of that command.</returns>
    public async Task<int> RunAsync(params IEnumerable<string> arguments)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("olla-perf-script-").FullName, name + ".yaml");
        try
        {
            await File.WriteAllTextAsync(file, ToYaml());
            return await Commands.CommandLine.RunAsync(["sweep", file, .. arguments], Console.Error);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        }
    }

    private IEnumerable<Dictionary<string, string>> Combinations() => _dimensions.Aggregate(
        (IEnumerable<Dictionary<string, string>>)[[]],
        (all, dimension) => all.SelectMany(settings => dimension.Values.Select(value => new Dictionary<string, string>(settings) { [dimension.Key] = value })));

    /// <summary>A JSON text is a YAML text.</summary>
    private static string Quote(string text) => JsonSerializer.Serialize(text);
}
