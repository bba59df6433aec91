using Olla.Perf.Sweeps;

namespace Olla.Perf.Recommendations;

/// <summary>What a recommendation starts from: the proxy's defaults, or what somebody's own file says of the swept keys.</summary>
/// <param name="own">Swept keys that the file sets, with their values as YAML text.</param>
internal sealed class StartingPoint(IReadOnlyDictionary<string, string> own)
{
    public static readonly StartingPoint Defaults = new(new Dictionary<string, string>());

    public bool IsDefaults => own.Count == 0;

    /// <summary>The value in force when nobody changes the key, given what was chosen already; <c>(default)</c> if it cannot be named.</summary>
    public string Of(string key, IReadOnlyDictionary<string, string> chosen)
    {
        if (own.TryGetValue(key, out var value))
        {
            return value;
        }

        // Some defaults depend on another key: what was chosen for that one wins over what the file says.
        var settings = new Dictionary<string, string>(own);
        foreach (var (name, text) in chosen)
        {
            settings[name] = text;
        }

        return KnobDefaults.Find(key, settings) ?? "(default)";
    }
}
