using System.Globalization;

namespace Olla.Perf.Scenarios;

/// <summary>Expands a numeric range into values.</summary>
internal static class ValueRange
{
    /// <summary>
    /// <paramref name="steps"/> values from <paramref name="from"/> to <paramref name="to"/>, both included, evenly spaced or evenly in
    /// ratio; whole numbers when both ends are whole.
    /// </summary>
    public static IReadOnlyList<string> Expand(double from, double to, int steps, bool log)
    {
        var whole = from == Math.Floor(from) && to == Math.Floor(to);
        var values = new List<string>();
        for (var step = 0; step < steps; step++)
        {
            var share = step / (double)(steps - 1);
            var value = log ? from * Math.Pow(to / from, share) : from + (share * (to - from));
            var text = (whole ? Math.Round(value) : value).ToString("0.######", CultureInfo.InvariantCulture);
            if (!values.Contains(text))
            {
                values.Add(text);
            }
        }

        return values;
    }
}
