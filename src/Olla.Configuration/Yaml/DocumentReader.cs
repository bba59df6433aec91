using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Olla.Configuration.Yaml;

/// <summary>Reads the first document of a YAML stream into nodes that keep their places.</summary>
internal sealed class DocumentReader
{
    // Deeper than any key of ours by far; a bound keeps a hostile document from exhausting the stack.
    private const int MaximumDepth = 64;

    private readonly Parser _parser;
    private readonly Dictionary<string, ConfigurationNode> _anchors = new(StringComparer.Ordinal);
    private readonly Action<DocumentProblem> _report;

    private DocumentReader(string text, Action<DocumentProblem> report)
    {
        _parser = new Parser(new StringReader(text));
        _report = report;
    }

    /// <summary>The root node; null for an empty document and for one whose syntax is broken (which is reported).</summary>
    public static ConfigurationNode? Read(ReadOnlyMemory<byte> content, Action<DocumentProblem> report)
    {
        try
        {
            return Read(Decode(content.Span), report);
        }
        catch (DecoderFallbackException)
        {
            report(new(new(1, 1), DocumentProblemKind.Syntax, "the file is not valid UTF-8 text"));
            return null;
        }
    }

    /// <inheritdoc cref="Read(ReadOnlyMemory{byte}, Action{DocumentProblem})"/>
    public static ConfigurationNode? Read(string text, Action<DocumentProblem> report)
    {
        var reader = new DocumentReader(text, report);
        try
        {
            return reader.ReadFirstDocument();
        }
        catch (YamlException exception)
        {
            report(Describe(exception, text));
            return null;
        }
        catch (InvalidOperationException)
        {
            // The parser library answers some broken documents, such as "...\nkey", with this instead of its own exception.
            report(new(PositionOf(reader._parser.Current?.End ?? new Mark(0, 1, 1)), DocumentProblemKind.Syntax, "not valid YAML from here on"));
            return null;
        }
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        Encoding encoding = bytes switch
        {
            [0xFF, 0xFE, ..] => new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
            [0xFE, 0xFF, ..] => new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
            _ => new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true),
        };
        var start = bytes.StartsWith(encoding.Preamble) ? encoding.Preamble.Length : 0;
        return encoding.GetString(bytes[start..]);
    }

    private static DocumentProblem Describe(YamlException exception, string text)
    {
        var position = PositionOf(exception.Start);
        var message = exception.InnerException?.Message ?? exception.Message;
        if (message.Contains(" tab ", StringComparison.Ordinal) && FindTab(text, position.Line) is { } tab)
        {
            return new(tab, DocumentProblemKind.Syntax, "a tab indents this line; YAML indents with spaces");
        }

        return new(position, DocumentProblemKind.Syntax, "not valid YAML: " + message.TrimEnd('.'));
    }

    private static Position? FindTab(string text, int firstLine)
    {
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            var indent = line.IndexOfAnyExcept(" \t");
            var tab = line.IndexOf('\t');
            if (number >= firstLine && tab >= 0 && tab < indent)
            {
                return new Position(number, tab + 1);
            }
        }

        return null;
    }

    private ConfigurationNode? ReadFirstDocument()
    {
        while (_parser.MoveNext() && _parser.Current is not DocumentStart)
        {
        }

        if (_parser.Current is not DocumentStart)
        {
            return null;
        }

        _parser.MoveNext();
        return ReadNode(depth: 0);
    }

    // Enters on the node's first event and leaves on the event after its last.
    private ConfigurationNode ReadNode(int depth)
    {
        var current = _parser.Current!;
        if (depth > MaximumDepth)
        {
            throw new YamlException(current.Start, current.End, $"nested more than {MaximumDepth} levels deep");
        }

        var node = current switch
        {
            Scalar scalar => ReadScalar(scalar),
            AnchorAlias alias => ReadAlias(alias),
            SequenceStart => ReadSequence(depth),
            MappingStart => ReadMapping(depth),
            _ => throw new YamlException(current.Start, current.End, "a value was expected"),
        };
        if (current is NodeEvent { Anchor: { IsEmpty: false } anchor })
        {
            _anchors[anchor.Value] = node;
        }

        return node;
    }

    private ScalarNode ReadScalar(Scalar scalar)
    {
        // "!!str 5" is text however it is written.
        var isPlain = scalar.Style == ScalarStyle.Plain && (scalar.Tag.IsEmpty || scalar.Tag.Value != "tag:yaml.org,2002:str");
        _parser.MoveNext();
        return new(scalar.Value, isPlain, PositionOf(scalar.Start));
    }

    private ConfigurationNode ReadAlias(AnchorAlias alias)
    {
        _parser.MoveNext();
        return _anchors.TryGetValue(alias.Value.Value, out var node)
            ? node
            : throw new YamlException(alias.Start, alias.End, $"the alias *{alias.Value.Value} names no anchor above it");
    }

    private SequenceNode ReadSequence(int depth)
    {
        var position = PositionOf(_parser.Current!.Start);
        var items = new List<ConfigurationNode>();
        _parser.MoveNext();
        while (_parser.Current is not SequenceEnd)
        {
            items.Add(ReadNode(depth + 1));
        }

        _parser.MoveNext();
        return new(items, position);
    }

    private MappingNode ReadMapping(int depth)
    {
        var position = PositionOf(_parser.Current!.Start);
        var own = new MappingEntries();
        var merged = new List<MappingEntry>();
        _parser.MoveNext();
        while (_parser.Current is not MappingEnd)
        {
            ReadEntry(own, merged, depth);
        }

        _parser.MoveNext();

        // Own keys win over merged ones; of several merged mappings the first wins.
        foreach (var entry in merged)
        {
            own.TryAdd(entry, out _);
        }

        return new(own.WithoutMerge(), position);
    }

    private void ReadEntry(MappingEntries own, List<MappingEntry> merged, int depth)
    {
        var start = _parser.Current!;
        var isMerge = start is Scalar { Style: ScalarStyle.Plain, Value: MappingEntries.MergeKey };
        if (ReadNode(depth + 1) is not ScalarNode key)
        {
            throw new YamlException(start.Start, start.End, "a key must be plain text");
        }

        var entry = new MappingEntry(key.Text, PositionOf(start.Start), ReadNode(depth + 1));
        if (!own.TryAdd(entry, out var first))
        {
            _report(new(entry.KeyPosition, DocumentProblemKind.DuplicateKey, entry.Key, first));
        }
        else if (isMerge)
        {
            merged.AddRange(EntriesToMerge(entry.Value, start));
        }
    }

    private static IEnumerable<MappingEntry> EntriesToMerge(ConfigurationNode value, ParsingEvent at) => value switch
    {
        MappingNode mapping => mapping.Entries,
        SequenceNode { Items: var items } when items.All(static item => item is MappingNode) =>
            items.SelectMany(static item => ((MappingNode)item).Entries),
        _ => throw new YamlException(at.Start, at.End, "the merge key << takes a mapping or a list of mappings"),
    };

    private static Position PositionOf(Mark mark) => new((int)mark.Line, (int)mark.Column);
}
