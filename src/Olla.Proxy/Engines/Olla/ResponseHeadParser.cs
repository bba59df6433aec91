using System.Buffers;
using System.Text;

namespace Olla.Proxy.Engines.Olla;

/// <summary>What the parser made of the bytes so far.</summary>
internal enum HeadStatus
{
    Incomplete,
    Complete,
    Malformed,
}

/// <summary>
/// Reads response heads of one connection, one after the other. Strict where leniency would let two readers disagree about where a
/// message ends: CRLF only, no folded lines, no space before a colon, one length. Strings of the previous head are used again where
/// the bytes are the same, since backends answer alike.
/// </summary>
internal sealed class ResponseHeadParser
{
    /// <summary>Bytes of one head; as in the reference's fast engine.</summary>
    public const int MaximumSize = 32 * 1024;

    private static readonly SearchValues<byte> NameBytes =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private static readonly SearchValues<byte> ForbiddenValueBytes =
        SearchValues.Create([0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 127]);

    private readonly List<KeyValuePair<string, string>> _fields = [];
    private int _count;
    private int _scanned;
    private int _lineStart;

    /// <summary>Status of the answer, 100 to 999.</summary>
    public int Status { get; private set; }

    /// <summary>Whether the backend speaks HTTP/1.1 and not 1.0.</summary>
    public bool IsVersion11 { get; private set; }

    /// <summary>Declared length in bytes, or null.</summary>
    public long? ContentLength { get; private set; }

    public bool IsChunked { get; private set; }

    /// <summary>Whether the backend will close the connection after this answer.</summary>
    public bool WillClose { get; private set; }

    /// <summary>The <c>Connection</c> field, several joined by commas, or null.</summary>
    public string? Connection { get; private set; }

    /// <summary>What broke the rules, for a person.</summary>
    public string Complaint { get; private set; } = "";

    /// <summary>Fields in the order they came; valid until the next head is parsed.</summary>
    public ReadOnlySpan<KeyValuePair<string, string>> Fields => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_fields)[.._count];

    /// <summary>The value of a field, or null. For the few that decide something.</summary>
    public string? Find(string name)
    {
        foreach (var (candidate, value) in Fields)
        {
            if (candidate.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>Forgets what was scanned, before a new head.</summary>
    /// <param name="complaint">Why there will be none.</param>
    public void Reset(string complaint = "")
    {
        _scanned = _lineStart = 0;
        Complaint = complaint;
    }

    /// <summary>Looks at all bytes of the head received so far; the same bytes come again, with more, when it is incomplete.</summary>
    public HeadStatus Parse(ReadOnlySpan<byte> bytes, out int consumed)
    {
        consumed = 0;
        if (!bytes[..Math.Min(bytes.Length, 7)].SequenceEqual("HTTP/1."u8[..Math.Min(bytes.Length, 7)]))
        {
            return Complain("answer does not begin with HTTP/1.x");
        }

        while (true)
        {
            var lineFeed = bytes[_scanned..].IndexOf((byte)'\n');
            if (lineFeed < 0)
            {
                _scanned = bytes.Length;
                return bytes.Length < MaximumSize ? HeadStatus.Incomplete : Complain("head is longer than 32 KiB");
            }

            lineFeed += _scanned;
            if (lineFeed == 0 || bytes[lineFeed - 1] != '\r')
            {
                return Complain("line ends without CR");
            }

            var isEmpty = lineFeed - 1 == _lineStart;
            _scanned = _lineStart = lineFeed + 1;
            if (isEmpty)
            {
                consumed = lineFeed + 1;
                return ParseLines(bytes[..(consumed - 2)]) ? HeadStatus.Complete : HeadStatus.Malformed;
            }

            if (_scanned > MaximumSize)
            {
                return Complain("head is longer than 32 KiB");
            }
        }
    }

    private bool ParseLines(ReadOnlySpan<byte> lines)
    {
        _count = 0;
        ContentLength = null;
        Connection = null;
        IsChunked = WillClose = false;
        var end = lines.IndexOf("\r\n"u8);
        if (!ParseStatusLine(lines[..end]))
        {
            return Refuse("bad status line");
        }

        for (lines = lines[(end + 2)..]; lines.Length > 0; lines = lines[(end + 2)..])
        {
            end = lines.IndexOf("\r\n"u8);
            if (!ParseField(lines[..end]))
            {
                return false;
            }
        }

        if (IsChunked && (ContentLength is not null || !IsVersion11))
        {
            return Refuse(IsVersion11 ? "both Content-Length and Transfer-Encoding" : "Transfer-Encoding in HTTP/1.0");
        }

        return true;
    }

    private bool ParseStatusLine(ReadOnlySpan<byte> line)
    {
        // "HTTP/1.1 200" and a reason that may be missing, with its space or without.
        if (line.Length < 12 || line[8] != ' ' || (line.Length > 12 && line[12] != ' ') || line[7] is not ((byte)'0' or (byte)'1')
            || line[12..].ContainsAny(ForbiddenValueBytes))
        {
            return false;
        }

        IsVersion11 = line[7] == '1';
        WillClose = !IsVersion11;
        Status = 0;
        foreach (var digit in line[9..12])
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            Status = (Status * 10) + digit - '0';
        }

        return Status >= 100;
    }

    private bool ParseField(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0 || line[..colon].ContainsAnyExcept(NameBytes))
        {
            return Refuse("bad field name");
        }

        var bytes = line[(colon + 1)..].Trim(" \t"u8);
        if (bytes.ContainsAny(ForbiddenValueBytes))
        {
            return Refuse("control character in a field");
        }

        var (name, value) = Remember(line[..colon], bytes);
        return name.Length switch
        {
            10 when Is(name, "Connection") => Connects(value),
            14 when Is(name, "Content-Length") => Measures(value),
            17 when Is(name, "Transfer-Encoding") => Encodes(value),
            _ => true,
        };
    }

    private bool Connects(string value)
    {
        Connection = Connection is null ? value : Connection + ", " + value;
        WillClose |= Headers.HeaderRules.IsListed(value, "close");
        return true;
    }

    private bool Measures(string value)
    {
        var length = 0L;
        foreach (var digit in value)
        {
            if (!char.IsAsciiDigit(digit) || length > (long.MaxValue - 9) / 10)
            {
                return Refuse("bad Content-Length");
            }

            length = (length * 10) + digit - '0';
        }

        if (value.Length == 0 || (ContentLength ?? length) != length)
        {
            return Refuse("bad Content-Length");
        }

        ContentLength = length;
        return true;
    }

    private bool Encodes(string value)
    {
        if (IsChunked || !Is(value, "chunked"))
        {
            return Refuse("unsupported Transfer-Encoding");
        }

        return IsChunked = true;
    }

    private KeyValuePair<string, string> Remember(ReadOnlySpan<byte> nameBytes, ReadOnlySpan<byte> valueBytes)
    {
        var before = _count < _fields.Count ? _fields[_count] : default;
        var name = Same(before.Key, nameBytes) ? before.Key : WellKnownName(nameBytes);
        var value = Same(before.Value, valueBytes) ? before.Value : Encoding.Latin1.GetString(valueBytes);
        var field = new KeyValuePair<string, string>(name, value);
        if (_count < _fields.Count)
        {
            _fields[_count] = field;
        }
        else
        {
            _fields.Add(field);
        }

        _count++;
        return field;
    }

    private static string WellKnownName(ReadOnlySpan<byte> name)
    {
        foreach (var known in WellKnownNames)
        {
            if (known.Length == name.Length && Ascii.Equals(name, known))
            {
                return known;
            }
        }

        return Encoding.Latin1.GetString(name);
    }

    private static readonly string[] WellKnownNames =
    [
        "Date", "date", "Server", "server", "Content-Type", "content-type", "Content-Length", "content-length", "Transfer-Encoding",
        "transfer-encoding", "Cache-Control", "cache-control", "Connection", "connection", "Keep-Alive",
    ];

    private static bool Same(string? text, ReadOnlySpan<byte> bytes) =>
        text is not null && text.Length == bytes.Length && Ascii.Equals(bytes, text);

    private static bool Is(string name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);

    private HeadStatus Complain(string complaint)
    {
        Complaint = complaint;
        return HeadStatus.Malformed;
    }

    private bool Refuse(string complaint)
    {
        Complaint = complaint;
        return false;
    }
}
