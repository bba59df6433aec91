using System.Globalization;
using Node = System.Func<System.ReadOnlyMemory<Olla.Proxy.Providers.Metrics.MetricValue>, Olla.Proxy.Providers.Metrics.MetricValue>;

namespace Olla.Proxy.Providers.Metrics;

/// <summary>Recursive descent over a formula's text, from the loosest operator to the tightest. Used once.</summary>
internal sealed class FormulaParser(string text, IReadOnlyList<string> names)
{
    /// <summary>Parentheses within parentheses; deeper ones are no formula a person wrote.</summary>
    private const int Deepest = 50;

    // Of two that begin alike the longer comes first.
    private static readonly Operator[] Equalities =
        [new("==", static (one, other) => MetricValue.Of(one == other)), new("!=", static (one, other) => MetricValue.Of(one != other))];

    private static readonly Operator[] Comparisons =
    [
        new("<=", static (one, other) => MetricValue.Of(one.Worth <= other.Worth)), new(">=", static (one, other) => MetricValue.Of(one.Worth >= other.Worth)),
        new("<", static (one, other) => MetricValue.Of(one.Worth < other.Worth)), new(">", static (one, other) => MetricValue.Of(one.Worth > other.Worth)),
    ];

    private static readonly Operator[] Sums =
        [new("+", static (one, other) => MetricValue.Of(one.Worth + other.Worth)), new("-", static (one, other) => MetricValue.Of(one.Worth - other.Worth))];

    private static readonly Operator[] Products =
    [
        new("*", static (one, other) => MetricValue.Of(one.Worth * other.Worth)), new("/", static (one, other) => MetricValue.Of(one.Worth / other.Worth)),
        new("%", static (one, other) => MetricValue.Of(one.Worth % other.Worth)),
    ];

    private int _at;
    private int _depth;

    /// <exception cref="FormatException">It is no formula; the message says why.</exception>
    public Node Parse()
    {
        var root = Conditional();
        Space();
        return _at == text.Length ? root : throw Unexpected();
    }

    private Node Conditional()
    {
        if (++_depth > Deepest)
        {
            throw new FormatException($"nested more than {Deepest} deep");
        }

        var condition = Or();
        if (Take("?"))
        {
            var (yes, question) = (Conditional(), condition);
            Expect(":");
            var no = Conditional();
            condition = values => question(values) switch
            {
                { IsPresent: false } => default,
                { IsTrue: true } => yes(values),
                _ => no(values),
            };
        }

        _depth--;
        return condition;
    }

    private Node Or()
    {
        var left = And();
        while (Take("||"))
        {
            var (one, other) = (left, And());
            left = values => one(values) switch
            {
                { IsPresent: false } => default,
                { IsTrue: true } => MetricValue.Of(true),
                _ => Truth(other(values)),
            };
        }

        return left;
    }

    private Node And()
    {
        var left = Equality();
        while (Take("&&"))
        {
            var (one, other) = (left, Equality());
            left = values => one(values) switch
            {
                { IsPresent: false } => default,
                { IsTrue: true } => Truth(other(values)),
                _ => MetricValue.Of(false),
            };
        }

        return left;
    }

    private Node Equality() => Chain(Comparison, Equalities);

    private Node Comparison() => Chain(Sum, Comparisons);

    private Node Sum() => Chain(Product, Sums);

    private Node Product() => Chain(Signed, Products);

    /// <summary>Operators of one rank, from left to right, over what binds tighter.</summary>
    private Node Chain(Func<Node> tighter, Operator[] operators)
    {
        var left = tighter();
        while (Array.Find(operators, operation => Take(operation.Token)) is { } found)
        {
            left = Both(left, tighter(), found.Of);
        }

        return left;
    }

    private Node Signed()
    {
        var (isNegative, isNot) = (false, false);
        while (true)
        {
            if (Take("-"))
            {
                isNegative = !isNegative;
            }
            else if (_at < text.Length && text[_at] == '!' && !text.AsSpan(_at).StartsWith("!="))
            {
                _at++;
                isNot = !isNot;
            }
            else
            {
                break;
            }
        }

        var operand = Operand();
        return (isNegative, isNot) switch
        {
            (true, false) => values => operand(values) is { IsPresent: true } value ? MetricValue.Of(-value.Worth) : default,
            (_, true) => values => operand(values) is { IsPresent: true } value ? MetricValue.Of(!value.IsTrue) : default,
            _ => operand,
        };
    }

    private Node Operand()
    {
        Space();
        if (Take("("))
        {
            var inner = Conditional();
            Expect(")");
            return inner;
        }

        if (_at == text.Length)
        {
            throw Unexpected();
        }

        return text[_at] switch
        {
            '"' or '\'' => Quoted(text[_at]),
            >= '0' and <= '9' or '.' => Number(),
            _ => Name(),
        };
    }

    private Node Quoted(char quote)
    {
        var end = text.IndexOf(quote, _at + 1);
        if (end < 0)
        {
            throw new FormatException($"the text that begins at character {_at + 1} does not end");
        }

        var value = MetricValue.Of(text[(_at + 1)..end]);
        _at = end + 1;
        return _ => value;
    }

    private Node Number()
    {
        var start = _at;
        while (_at < text.Length && (char.IsAsciiDigit(text[_at]) || text[_at] == '.'))
        {
            _at++;
        }

        if (!double.TryParse(text.AsSpan(start, _at - start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            throw new FormatException($"\"{text[start.._at]}\" is no number");
        }

        var value = MetricValue.Of(number);
        return _ => value;
    }

    private Node Name()
    {
        var start = _at;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] == '_'))
        {
            _at++;
        }

        switch (text[start.._at])
        {
            case "":
                throw Unexpected();
            case "null":
                return static _ => MetricValue.Null;
            case "true":
                return static _ => MetricValue.Of(true);
            case "false":
                return static _ => MetricValue.Of(false);
            case "len":
                Expect("(");
                var inner = Conditional();
                Expect(")");
                return values => inner(values) is { IsPresent: true } value ? MetricValue.Of(value.Text?.Length ?? 0) : default;
            case var name when names.Contains(name):
                var index = names.ToList().IndexOf(name);
                return values => values.Span[index];
            case var unknown:
                throw new FormatException($"unknown name \"{unknown}\"; allowed: {string.Join(", ", names.Order(StringComparer.Ordinal))}");
        }
    }

    private static Node Both(Node left, Node right, Func<MetricValue, MetricValue, MetricValue> operation) => values =>
        left(values) is { IsPresent: true } one && right(values) is { IsPresent: true } other ? operation(one, other) : default;

    private static MetricValue Truth(MetricValue value) => value.IsPresent ? MetricValue.Of(value.IsTrue) : default;

    private bool Take(string token)
    {
        Space();
        if (!text.AsSpan(_at).StartsWith(token, StringComparison.Ordinal))
        {
            return false;
        }

        _at += token.Length;
        return true;
    }

    private void Expect(string token)
    {
        if (!Take(token))
        {
            throw _at == text.Length ? Unexpected() : new FormatException($"\"{token}\" expected at character {_at + 1}, not \"{text[_at]}\"");
        }
    }

    private void Space()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }
    }

    private FormatException Unexpected() =>
        new(_at >= text.Length ? "it ends too early" : $"\"{text[_at]}\" at character {_at + 1} is out of place");

    private sealed record Operator(string Token, Func<MetricValue, MetricValue, MetricValue> Of);
}
