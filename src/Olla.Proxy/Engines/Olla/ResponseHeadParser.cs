using System.Runtime.InteropServices;
using System.Text;
using Olla.Proxy.Engines.Http1;

namespace Olla.Proxy.Engines.Olla;

/// <summary>
/// Keeps the head of a connection's current answer as text. The rules are <see cref="BackendHead"/>'s. Strings of the previous head are
/// used again where the bytes are the same, since backends answer alike.
/// </summary>
internal sealed class ResponseHeadParser
{
    // Parsing does not wait, so a thread needs one.
    [ThreadStatic]
    private static BackendHead? _head;

    private readonly List<KeyValuePair<string, string>> _fields = [];
    private int _count;

    /// <summary>Status of the answer, 100 to 999.</summary>
    public int Status { get; private set; }

    public BodyFraming Framing { get; private set; }

    /// <summary>Declared length in bytes, or null.</summary>
    public long? ContentLength { get; private set; }

    /// <summary>Whether the connection must not be used again after this answer.</summary>
    public bool WillClose { get; private set; }

    /// <summary>Whether the body is encoded, so that its text cannot be read here.</summary>
    public bool HasEncodedBody { get; private set; }

    /// <summary>The <c>Connection</c> field, several joined by commas, or null.</summary>
    public string? Connection { get; private set; }

    /// <summary>What broke the rules, for a person.</summary>
    public string Complaint { get; private set; } = "";

    /// <summary>Fields in the order they came; valid until the next head is parsed.</summary>
    public ReadOnlySpan<KeyValuePair<string, string>> Fields => CollectionsMarshal.AsSpan(_fields)[.._count];

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

    /// <summary>Begins with a new head.</summary>
    /// <param name="complaint">Why there will be none.</param>
    public void Reset(string complaint = "") => Complaint = complaint;

    /// <summary>Looks at all bytes of the head received so far; the same bytes come again, with more, when it is incomplete.</summary>
    public HeadVerdict Parse(ReadOnlySpan<byte> bytes, bool answersHead, out int consumed)
    {
        consumed = 0;
        var head = _head ??= new BackendHead();
        var verdict = head.Parse(bytes, answersHead);
        if (verdict == HeadVerdict.Refused)
        {
            Complaint = head.Complaint;
        }

        if (verdict != HeadVerdict.Complete)
        {
            return verdict;
        }

        consumed = head.Length;
        (Status, Framing, WillClose, HasEncodedBody) = (head.Status, head.Framing, !head.KeepAlive, head.HasEncodedBody);
        ContentLength = head.ContentLength < 0 ? null : head.ContentLength;
        Connection = null;
        _count = 0;
        foreach (var field in head.Fields)
        {
            var value = Remember(field.Name(bytes), field.Value(bytes));
            if (field.Kind == KnownHeader.Connection)
            {
                Connection = Connection is null ? value : Connection + ", " + value;
            }
        }

        return verdict;
    }

    private string Remember(ReadOnlySpan<byte> nameBytes, ReadOnlySpan<byte> valueBytes)
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
        return value;
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
}
