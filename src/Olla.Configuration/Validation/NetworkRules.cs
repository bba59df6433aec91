using System.Net;
using Olla.Configuration.Binding;
using Olla.Configuration.Diagnostics;
using Olla.Configuration.Values;

namespace Olla.Configuration.Validation;

/// <summary>Lists of networks.</summary>
internal static class NetworkRules
{
    /// <summary>Reports every item that is no network; says whether there was one.</summary>
    public static bool ReportMalformed(BindingContext context, string path, IReadOnlyList<TextItem> items, string code, string what)
    {
        var found = false;
        for (var index = 0; index < items.Count; index++)
        {
            var text = items[index].Text;
            if (NetworkText.TryParse(text, out _))
            {
                continue;
            }

            found = true;
            string? whole = IPAddress.TryParse(text, out var address) ? $"{text}/{address.GetAddressBytes().Length * 8}" : null;
            context.Diagnostics.Add(code, items[index].Source, $"{path}[{index}]", what, ShownValue.Of(text),
                "a network such as 10.0.0.0/8 or ::1/128", whole);
        }

        return found;
    }

    public static IReadOnlyList<IPNetwork> Parse(IReadOnlyList<TextItem>? items, IReadOnlyList<IPNetwork> absent)
    {
        if (items is null)
        {
            return absent;
        }

        var networks = new List<IPNetwork>();
        foreach (var item in items)
        {
            if (NetworkText.TryParse(item.Text, out var network))
            {
                networks.Add(network);
            }
        }

        return networks;
    }
}
