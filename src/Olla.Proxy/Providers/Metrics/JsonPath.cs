using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Olla.Proxy.Providers.Metrics;

/// <summary>A way through a JSON document: <c>$.usage.prompt_tokens</c>, <c>$.choices[0].finish_reason</c>, <c>$['a b'].c</c>, or plain <c>a.b</c>.</summary>
internal sealed class JsonPath
{
    private readonly Step[] _steps;

    private JsonPath(Step[] steps) => _steps = steps;

    public int Length => _steps.Length;

    /// <summary>The name it begins with.</summary>
    public string Root => _steps[0].Text;

    /// <summary>The name it ends with.</summary>
    public string Leaf => _steps[^1].Text;

    public static bool TryParse(string text, [NotNullWhen(true)] out JsonPath? path)
    {
        path = null;
        var plain = text.Trim().TrimStart('$').Replace("['", ".", StringComparison.Ordinal).Replace("']", "", StringComparison.Ordinal)
            .Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).TrimStart('.');
        var steps = plain.Split('.');
        if (steps.Any(step => step.Length == 0) || char.IsAsciiDigit(steps[0][0]))
        {
            return false;
        }

        path = new JsonPath([.. steps.Select(step => new Step(step))]);
        return true;
    }

    /// <summary>Whether the step at <paramref name="depth"/> is that name.</summary>
    public bool IsName(int depth, ReadOnlySpan<byte> name) => depth < _steps.Length && _steps[depth].Name.AsSpan().SequenceEqual(name);

    /// <summary>Whether the step at <paramref name="depth"/> is that place in a list.</summary>
    public bool IsPlace(int depth, int place) => depth < _steps.Length && _steps[depth].Place == place;

    private readonly struct Step(string text)
    {
        public readonly string Text = text;
        public readonly byte[] Name = Encoding.UTF8.GetBytes(text);
        public readonly int Place = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place : -1;
    }
}
