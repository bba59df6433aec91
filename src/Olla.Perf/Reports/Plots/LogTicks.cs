using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Olla.Perf.Reports.Plots;

/// <summary>Ticks of axes that carry logarithms.</summary>
internal static class LogTicks
{
    private static readonly double[] _steps = [1, 2, 5];

    /// <summary>An axis of values: 1, 2, 5, 10, … between the two ends, at their base-10 logarithms.</summary>
    public static ITickGenerator Values(double low, double high)
    {
        var ticks = new NumericManual();
        var decades = Math.Log10(high / low);
        for (var power = (int)Math.Floor(Math.Log10(low)); power <= Math.Ceiling(Math.Log10(high)); power++)
        {
            foreach (var step in decades > 2.5 ? _steps.Take(1) : _steps)
            {
                var value = step * Math.Pow(10, power);
                if (value >= low * 0.999 && value <= high * 1.001)
                {
                    ticks.AddMajor(Math.Log10(value), value.ToString(value >= 1 ? "0" : "0.###", CultureInfo.InvariantCulture));
                }
            }
        }

        return ticks;
    }

    /// <summary>An axis of ratios at their natural logarithms: percent while small, multiples when large.</summary>
    public static ITickGenerator Ratios(double low, double high)
    {
        var ticks = new NumericManual();
        var reach = Math.Max(Math.Abs(low), Math.Abs(high));
        if (reach > Math.Log(2.5))
        {
            double[] factors = reach > Math.Log(30) ? [0.01, 0.1, 1, 10, 100] : [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20];
            foreach (var factor in factors.Where(factor => Math.Log(factor) >= low && Math.Log(factor) <= high))
            {
                ticks.AddMajor(Math.Log(factor), "×" + factor.ToString("0.##", CultureInfo.InvariantCulture));
            }

            return ticks;
        }

        var step = reach switch { > 0.5 => 50, > 0.25 => 20, > 0.1 => 10, > 0.05 => 5, > 0.02 => 2, _ => 1 };
        for (var percent = -90 / step * step; percent <= 200; percent += step)
        {
            var place = Math.Log(1 + (percent / 100.0));
            if (place >= low && place <= high)
            {
                ticks.AddMajor(place, percent == 0 ? "0" : $"{(percent > 0 ? "+" : "−")}{Math.Abs(percent)} %");
            }
        }

        return ticks;
    }
}
