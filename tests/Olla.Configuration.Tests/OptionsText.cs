using System.Collections;
using System.Reflection;

namespace Olla.Configuration.Tests;

/// <summary>Options as lines of text, so that two can be compared and a difference can be read.</summary>
internal static class OptionsText
{
    public static string[] Of(object options)
    {
        var lines = new List<string>();
        Add(lines, "", options);
        return [.. lines];
    }

    private static void Add(List<string> lines, string path, object? value)
    {
        switch (value)
        {
            case string or null:
                lines.Add($"{path} = {value ?? "null"}");
                break;
            case IDictionary map:
                lines.AddRange(map.Keys.Cast<string>().Select(key => $"{path}[{key}] = {string.Join(",", (IEnumerable<string>)map[key]!)}"));
                break;
            case IEnumerable items:
                var index = 0;
                foreach (var item in items)
                {
                    Add(lines, $"{path}[{index++}]", item);
                }

                lines.Add($"{path}.Count = {index}");
                break;
            case { } record when record.GetType() is { IsEnum: false, Namespace: "Olla.Configuration" } type:
                foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
                {
                    Add(lines, $"{path}.{property.Name}", property.GetValue(record));
                }

                break;
            default:
                lines.Add($"{path} = {value}");
                break;
        }
    }
}
