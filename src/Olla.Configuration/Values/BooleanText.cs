namespace Olla.Configuration.Values;

/// <summary>Yes and no, as YAML files and environment variables write them.</summary>
internal static class BooleanText
{
    public static bool TryParseYaml(string text, out bool value)
    {
        value = text is "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" or "y" or "Y";
        return value || text is "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" or "n" or "N";
    }

    public static bool TryParseVariable(string text, out bool value)
    {
        value = text is "1" or "t" or "T" or "TRUE" or "true" or "True" or "yes" or "on";
        return value || text is "0" or "f" or "F" or "FALSE" or "false" or "False" or "no" or "off";
    }
}
