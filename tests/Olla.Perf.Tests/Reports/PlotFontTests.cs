using Olla.Perf.Reports.Plots;
using ScottPlot;

namespace Olla.Perf.Tests.Reports;

/// <summary>Plots need no font of the machine.</summary>
public sealed class PlotFontTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_weight_that_a_plot_asks_for_is_drawn_with_the_font_that_ships(bool bold)
    {
        PlotFont.ApplyTo(new Plot());

        // The resolvers that know the machine's fonts are asked first or last; the one of files must know the font without them.
        var shipped = Fonts.FontResolvers.Where(one => one is ScottPlot.FontResolvers.FileFontResolver)
            .Select(one => one.CreateTypeface(PlotFont.Name, bold, italic: false))
            .FirstOrDefault(face => face is not null);

        Assert.NotNull(shipped);
        Assert.Equal(PlotFont.Name, shipped.FamilyName);
    }

    [Fact]
    public void The_font_lies_beside_the_program_with_its_licence()
    {
        Assert.True(File.Exists(PlotFont.File), PlotFont.File);
        Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(PlotFont.File)!, "LICENSE.txt")));
    }
}
