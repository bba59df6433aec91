using ScottPlot;

namespace Olla.Perf.Reports.Plots;

/// <summary>A finished plot, to be written as SVG and PNG and shown in the report.</summary>
/// <param name="Name">File name without extension.</param>
/// <param name="Caption">What it shows and how to read it, one or two sentences.</param>
internal sealed record PlotFile(string Name, string Title, string Caption, Plot Plot, int Width, int Height);
