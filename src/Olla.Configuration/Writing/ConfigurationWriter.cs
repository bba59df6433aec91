using Olla.Configuration.Keys;

namespace Olla.Configuration.Writing;

/// <summary>Writes a minimal configuration file: the given keys, nested, in the order of the table of keys, with their comments.</summary>
public static class ConfigurationWriter
{
    /// <summary>The document as text, with a final line break and <c>\n</c> between lines.</summary>
    /// <exception cref="ArgumentException">A path is no key, or two entries have the same path.</exception>
    public static string ToText(IEnumerable<ConfigurationEntry> entries, IEnumerable<string>? heading = null)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        Write(writer, entries, heading);
        return writer.ToString();
    }

    /// <summary>Writes the document.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="entries">What to; sections and list entries follow from the paths.</param>
    /// <param name="heading">Lines of comment at the top, without <c>#</c>.</param>
    /// <exception cref="ArgumentException">A path is no key, or two entries have the same path.</exception>
    public static void Write(TextWriter writer, IEnumerable<ConfigurationEntry> entries, IEnumerable<string>? heading = null)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(entries);
        var root = new WriterNode();
        foreach (var entry in entries)
        {
            root.Add(KeyPath.Parse(entry.Path) ?? throw new ArgumentException($"\"{entry.Path}\" is not a configuration key", nameof(entries)), entry);
        }

        var top = (heading ?? []).ToArray();
        WriteComment(writer, top, "");
        if (top.Length > 0 && root.Children.Count > 0)
        {
            writer.WriteLine();
        }

        WriteMapping(writer, root, "", "");
    }

    // The first line of a list's entry begins with a dash instead of two spaces.
    private static void WriteMapping(TextWriter writer, WriterNode mapping, string firstIndent, string indent)
    {
        var leading = firstIndent;
        foreach (var (name, child) in mapping.Children.OrderBy(static child => child.Value.Order))
        {
            if (child.Entry is { Comment.Count: > 0 } commented)
            {
                // A comment cannot stand between a dash and its key, so the entry opens with the dash on a line of its own.
                if (leading != indent)
                {
                    writer.WriteLine(leading.TrimEnd());
                }

                WriteComment(writer, commented.Comment, indent);
                leading = indent;
            }

            writer.Write($"{leading}{YamlText.Of(name)}:");
            leading = indent;
            WriteValue(writer, child, indent + "  ");
        }
    }

    private static void WriteValue(TextWriter writer, WriterNode node, string indent)
    {
        if (node.Entry is { } entry)
        {
            WriteText(writer, entry.YamlText, indent);
            return;
        }

        writer.WriteLine();
        if (node.IsList)
        {
            foreach (var (_, item) in node.Children.OrderBy(static child => child.Value.Order))
            {
                WriteMapping(writer, item, indent + "- ", indent + "  ");
            }
        }
        else
        {
            WriteMapping(writer, node, indent, indent);
        }
    }

    private static void WriteText(TextWriter writer, string text, string indent)
    {
        var lines = text.ReplaceLineEndings("\n").Trim('\n').Split('\n');
        if (lines.Length == 1)
        {
            writer.WriteLine(lines[0].Length == 0 ? "" : " " + lines[0].Trim());
            return;
        }

        writer.WriteLine();
        foreach (var line in lines)
        {
            writer.WriteLine(line.Length == 0 ? "" : indent + line);
        }
    }

    private static void WriteComment(TextWriter writer, IEnumerable<string> lines, string indent)
    {
        foreach (var line in lines.SelectMany(static line => line.ReplaceLineEndings("\n").Split('\n')))
        {
            writer.WriteLine($"{indent}# {line}".TrimEnd());
        }
    }
}
