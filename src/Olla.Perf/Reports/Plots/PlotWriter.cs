namespace Olla.Perf.Reports.Plots;

/// <summary>Writes a plot as SVG and as a PNG of twice the size.</summary>
internal static class PlotWriter
{
    /// <returns>The SVG's path.</returns>
    public static string Write(PlotFile plot, string folder)
    {
        var path = Path.Combine(folder, plot.Name + ".svg");
        File.WriteAllText(path, plot.Plot.GetSvgXml(plot.Width, plot.Height));
        plot.Plot.ScaleFactor = 2;
        plot.Plot.SavePng(Path.Combine(folder, plot.Name + ".png"), plot.Width * 2, plot.Height * 2);
        return path;
    }
}
