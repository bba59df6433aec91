using System.Globalization;
using System.Text;

namespace Olla.Proxy.Http.Status;

/// <summary>Text in the exposition format 0.0.4.</summary>
internal sealed class PrometheusText
{
    private readonly StringBuilder _text = new();

    /// <summary>Announces a series; every series is announced once, before its samples.</summary>
    public void Announce(string name, string type, string help) =>
        _text.Append("# HELP ").Append(name).Append(' ').Append(help).Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    /// <summary>Announces a series and writes its only sample.</summary>
    public void Single(string name, string type, string help, double value)
    {
        Announce(name, type, help);
        Sample(name, value);
    }

    /// <summary>Writes a sample.</summary>
    public void Sample(string name, double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        _text.Append(name);
        if (!labels.IsEmpty)
        {
            var separator = '{';
            foreach (var (label, text) in labels)
            {
                _text.Append(separator).Append(label).Append("=\"");
                AppendEscaped(text);
                _text.Append('"');
                separator = ',';
            }

            _text.Append('}');
        }

        _text.Append(' ').Append(Number(value)).Append('\n');
    }

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(_text.ToString());

    /// <summary>Up to six decimals, without trailing zeros.</summary>
    internal static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    private void AppendEscaped(string text)
    {
        foreach (var character in text)
        {
            _ = character switch
            {
                '\\' => _text.Append("\\\\"),
                '"' => _text.Append("\\\""),
                '\n' => _text.Append("\\n"),
                _ => _text.Append(character),
            };
        }
    }
}
