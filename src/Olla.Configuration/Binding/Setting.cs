using Olla.Configuration.Keys;

namespace Olla.Configuration.Binding;

/// <summary>One value a person set, already of its type.</summary>
/// <param name="Path">Concrete path, with list indexes.</param>
/// <param name="Key">Its entry in the table.</param>
/// <param name="Value">A string, bool, long, TimeSpan, a list of <see cref="TextItem"/>, or a list of <see cref="MapItem"/>.</param>
/// <param name="Text">The scalar as written; empty for lists and maps.</param>
/// <param name="Source">Where it was written.</param>
internal sealed record Setting(string Path, ConfigurationKey Key, object Value, string Text, SettingSource Source)
{
    public long Number => Value switch
    {
        long number => number,
        TimeSpan duration => duration.Ticks,
        _ => 0,
    };
}

/// <summary>An item of a list of text.</summary>
internal sealed record TextItem(string Text, SettingSource Source);

/// <summary>An entry of a map with free keys: one text, or several.</summary>
internal sealed record MapItem(string Name, IReadOnlyList<TextItem> Values, SettingSource Source);
