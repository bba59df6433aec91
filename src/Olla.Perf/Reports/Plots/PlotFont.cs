using ScottPlot;

namespace Olla.Perf.Reports.Plots;

/// <summary>The font of every plot. It is part of the program, so that text is drawn on a machine without any font too.</summary>
internal static class PlotFont
{
    public const string Name = "DejaVu Sans";

    /// <summary>The font's file beside the program.</summary>
    public static string File { get; } = Path.Combine(AppContext.BaseDirectory, "Fonts", "DejaVuSans.ttf");

    private static readonly Lazy<bool> _registered = new(() =>
    {
        // Titles ask for bold: one file serves both weights.
        Fonts.AddFontFile(Name, File, bold: false, italic: false);
        Fonts.AddFontFile(Name, File, bold: true, italic: false);
        Fonts.Default = Name;
        return true;
    });

    /// <summary>Makes the plot draw all its text with the font.</summary>
    public static void ApplyTo(Plot plot)
    {
        _ = _registered.Value;
        plot.Font.Set(Name);
    }
}
