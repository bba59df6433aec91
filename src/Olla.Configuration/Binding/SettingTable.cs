using Olla.Configuration.Keys;

namespace Olla.Configuration.Binding;

/// <summary>What a person set, by path. Later layers replace earlier ones; what is not here keeps its default.</summary>
internal sealed class SettingTable
{
    private readonly Dictionary<string, Setting> _settings = new(StringComparer.Ordinal);
    private readonly HashSet<string> _rejected = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SettingSource> _sections = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<SettingSource>> _entries = new(StringComparer.Ordinal);

    public IReadOnlyCollection<Setting> All => _settings.Values;

    public void Set(Setting setting) => _settings[setting.Path] = setting;

    /// <summary>Drops a value that was reported; the default stands in, and nobody reports it as missing as well.</summary>
    public void Reject(string path)
    {
        _settings.Remove(path);
        _rejected.Add(path);
    }

    public bool IsRejected(string path) => _rejected.Contains(path);

    public void SetSection(string path, SettingSource source) => _sections[path] = source;

    public void SetEntries(string listPath, IReadOnlyList<SettingSource> entries) => _entries[listPath] = entries;

    public Setting? Find(string path) => _settings.GetValueOrDefault(path);

    public SettingSource SourceOf(string path) => Find(path)?.Source ?? SettingSource.Default;

    /// <summary>A key and the place of its value in force, for messages about two keys.</summary>
    public string Place(string path) => $"{path} ({SourceOf(path)})";

    /// <summary>Where a mapping was opened, such as an endpoint's <c>auth</c>; null when it is absent.</summary>
    public SettingSource? Section(string path) => _sections.GetValueOrDefault(path);

    /// <summary>The places of a list's entries; null when the list was not written.</summary>
    public IReadOnlyList<SettingSource>? Entries(string listPath) => _entries.GetValueOrDefault(listPath);

    public string Text(string path, string absent) => Find(path)?.Value as string ?? absent;

    public string? TextOrNull(string path) => Find(path)?.Value as string;

    public bool Boolean(string path, bool absent) => Find(path)?.Value as bool? ?? absent;

    public long Size(string path, long absent) => Find(path)?.Value as long? ?? absent;

    /// <summary>An integer; the range check keeps what reaches this within 32 bits, but for capacities, where the largest stands for more.</summary>
    public int Integer(string path, int absent) => (int)Math.Clamp(Size(path, absent), int.MinValue, int.MaxValue);

    public TimeSpan Duration(string path, TimeSpan absent) => Find(path)?.Value as TimeSpan? ?? absent;

    /// <summary>A duration for which zero and less mean <paramref name="standard"/>.</summary>
    public TimeSpan PositiveDuration(string path, TimeSpan absent, TimeSpan standard)
    {
        var value = Duration(path, absent);
        return value > TimeSpan.Zero ? value : standard;
    }

    public IReadOnlyList<TextItem>? Items(string path) => Find(path)?.Value as IReadOnlyList<TextItem>;

    public IReadOnlyList<string> Texts(string path, IReadOnlyList<string> absent) =>
        Items(path) is { } items ? [.. items.Select(static item => item.Text)] : absent;

    public IReadOnlyList<MapItem> Map(string path) => Find(path)?.Value as IReadOnlyList<MapItem> ?? [];

    /// <summary>Where each key in force was written, the whole table included.</summary>
    public IReadOnlyDictionary<string, SettingSource> Sources()
    {
        var sources = new SortedDictionary<string, SettingSource>(StringComparer.Ordinal);
        foreach (var key in ConfigurationKeys.All)
        {
            if (!key.Path.Contains("[]", StringComparison.Ordinal) && key.Status != KeyStatus.Deprecated)
            {
                sources[key.Path] = SettingSource.Default;
            }
        }

        foreach (var setting in _settings.Values)
        {
            sources[setting.Path] = setting.Source;
        }

        return sources;
    }
}
